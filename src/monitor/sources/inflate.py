"""Bodies unpacked as they arrive, never beyond a limit: a small bomb must cost small memory."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import Final, Protocol

import brotli
import zstandard

ACCEPT: Final = "gzip, deflate, br, zstd"
_CHUNK: Final = 65536
_GZIP_MAGIC: Final = b"\x1f\x8b"
_ZSTD_WINDOW: Final = 8 << 20


class TooLargeError(Exception):
    """The body is larger than the limit once unpacked."""


class EncodingError(Exception):
    """The body is not what its Content-Encoding says, or the encoding is not known. `str()` is a sentence."""


class _Decoder(Protocol):
    def feed(self, data: bytes, into: Sink) -> Iterator[None]: ...
    def close(self, into: Sink) -> Iterator[None]: ...
    @property
    def complete(self) -> bool: ...


class Sink:
    """The unpacked body so far."""

    def __init__(self, limit: int) -> None:
        self.body, self.size, self.limit = io.BytesIO(), 0, limit  # whose value is no copy

    def add(self, data: bytes) -> None:
        """Append `data`.

        Raises:
            TooLargeError: the limit is passed.
        """
        self.size += len(data)
        if self.size > self.limit:
            raise TooLargeError
        self.body.write(data)


class Inflater:
    """Feed it the raw chunks of a response body and `close` it; `body` is what was unpacked, and whether that is all.

    Both go in steps of some 64 KiB, between which the caller may look at `size`.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        self._encoding = encoding.strip().lower()
        self._sink = Sink(limit)
        self._decoder: _Decoder | None = None
        self._start = b""

    @property
    def size(self) -> int:
        """Bytes unpacked so far."""
        return self._sink.size

    @property
    def body(self) -> tuple[bytes, bool]:
        """What was unpacked, and whether the encoding's own end mark was seen."""
        return self._sink.body.getvalue(), self._decoder is None or self._decoder.complete

    def feed(self, data: bytes) -> Iterator[None]:
        """Unpack one chunk, a step at a time.

        Raises:
            TooLargeError: the body passes the limit.
            EncodingError: the chunk cannot be unpacked.
        """
        if self._decoder is None:
            self._start += data
            if len(self._start) < len(_GZIP_MAGIC):
                return
            data, self._start = self._start, b""
            self._decoder = _decoder_for(self._encoding, data)
        yield from self._guarded(self._decoder.feed(data, self._sink))

    def close(self) -> Iterator[None]:
        """Unpack what is left, a step at a time.

        Raises:
            TooLargeError, EncodingError: as `feed`.
        """
        if self._start:
            self._decoder, data, self._start = _decoder_for(self._encoding, self._start), self._start, b""
            yield from self._guarded(self._decoder.feed(data, self._sink))
        if self._decoder is not None:
            yield from self._guarded(self._decoder.close(self._sink))

    def _guarded(self, steps: Iterator[None]) -> Iterator[None]:
        try:
            yield from steps
        except (zlib.error, brotli.error, zstandard.ZstdError) as error:
            raise EncodingError(f"the body cannot be unpacked as {self._encoding or 'gzip'}: {error}") from None


def _decoder_for(encoding: str, start: bytes) -> _Decoder:
    """The decoder the first bytes call for: servers say gzip and send plain text, or the other way round."""
    if start.startswith(_GZIP_MAGIC):
        return _Zlib(zlib.MAX_WBITS | 16)
    if encoding in ("", "identity", "gzip", "x-gzip", "none", "utf-8"):
        return _Plain()
    if encoding == "deflate":
        return _Zlib(zlib.MAX_WBITS if _has_zlib_header(start) else -zlib.MAX_WBITS)
    if encoding == "br":
        return _Plain() if start.lstrip().startswith((b"<", b"{")) else _Brotli()
    if encoding == "zstd":
        return _Zstd() if start.startswith(b"\x28\xb5") else _Plain()
    raise EncodingError(f"the body is packed as {encoding!r}, which was not asked for")


def _has_zlib_header(start: bytes) -> bool:
    return len(start) > 1 and start[0] & 0x0F == 8 and (start[0] * 256 + start[1]) % 31 == 0


class _Plain:
    complete = True

    def feed(self, data: bytes, into: Sink) -> Iterator[None]:
        into.add(data)
        yield

    def close(self, into: Sink) -> Iterator[None]:  # noqa: ARG002 - part of the shape of a decoder
        return iter(())


class _Zlib:
    def __init__(self, bits: int) -> None:
        self._bits = bits
        self._inner = zlib.decompressobj(bits)

    @property
    def complete(self) -> bool:
        return self._inner.eof

    def feed(self, data: bytes, into: Sink) -> Iterator[None]:
        while data:
            if self._inner.eof:
                if not data.startswith(_GZIP_MAGIC):
                    return  # padding after the end
                self._inner = zlib.decompressobj(self._bits)
            into.add(self._inner.decompress(data, _CHUNK))
            yield
            data = self._inner.unconsumed_tail or self._inner.unused_data

    def close(self, into: Sink) -> Iterator[None]:
        into.add(self._inner.flush(_CHUNK))
        yield


class _Brotli:
    def __init__(self) -> None:
        self._inner = brotli.Decompressor()

    @property
    def complete(self) -> bool:
        return bool(self._inner.is_finished())

    def feed(self, data: bytes, into: Sink) -> Iterator[None]:
        into.add(self._inner.process(data, output_buffer_limit=_CHUNK))
        yield
        while not self._inner.is_finished() and not self._inner.can_accept_more_data():
            into.add(self._inner.process(b"", output_buffer_limit=_CHUNK))
            yield

    def close(self, into: Sink) -> Iterator[None]:  # noqa: ARG002 - part of the shape of a decoder
        return iter(())


class _Zstd:
    """zstandard's push interface has no output limit, so the packed body (itself bounded) is read at the end."""

    complete = True

    def __init__(self) -> None:
        self._packed = bytearray()

    def feed(self, data: bytes, into: Sink) -> Iterator[None]:
        if len(self._packed) + len(data) > into.limit:
            raise TooLargeError
        self._packed += data
        yield

    def close(self, into: Sink) -> Iterator[None]:
        inner = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
        with inner.stream_reader(io.BytesIO(self._packed), read_across_frames=True) as reader:
            while part := reader.read(_CHUNK):
                into.add(part)
                yield
