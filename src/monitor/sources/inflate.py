"""Bodies unpacked as they arrive, never beyond a limit: a small bomb must cost small memory."""

from __future__ import annotations

import io
import zlib
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
    def feed(self, data: bytes, into: Sink) -> None: ...
    def close(self, into: Sink) -> bool: ...


class Sink:
    """The unpacked body so far."""

    def __init__(self, limit: int) -> None:
        self.body, self.limit = bytearray(), limit

    def add(self, data: bytes) -> None:
        """Append `data`.

        Raises:
            TooLargeError: the limit is passed.
        """
        if len(self.body) + len(data) > self.limit:
            raise TooLargeError
        self.body += data


class Inflater:
    """Feed it the raw chunks of a response body; `close` gives the unpacked body and whether it was complete."""

    def __init__(self, encoding: str, limit: int) -> None:
        self._encoding = encoding.strip().lower()
        self._sink = Sink(limit)
        self._decoder: _Decoder | None = None
        self._start = b""

    @property
    def size(self) -> int:
        """Bytes unpacked so far."""
        return len(self._sink.body)

    def feed(self, data: bytes) -> None:
        """Unpack one chunk.

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
        self._guarded(data)

    def close(self) -> tuple[bytes, bool]:
        """The whole unpacked body, and whether the encoding's own end mark was seen.

        Raises:
            TooLargeError, EncodingError: as `feed`.
        """
        if self._start:
            self._decoder, data, self._start = _decoder_for(self._encoding, self._start), self._start, b""
            self._guarded(data)
        if self._decoder is None:
            return b"", True
        try:
            complete = self._decoder.close(self._sink)
        except (zlib.error, brotli.error, zstandard.ZstdError) as error:
            raise EncodingError(f"the body cannot be unpacked as {self._encoding or 'gzip'}: {error}") from None
        return bytes(self._sink.body), complete

    def _guarded(self, data: bytes) -> None:
        assert self._decoder is not None  # noqa: S101 - both callers have just made it
        try:
            self._decoder.feed(data, self._sink)
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
    def feed(self, data: bytes, into: Sink) -> None:
        into.add(data)

    def close(self, into: Sink) -> bool:  # noqa: ARG002 - part of the shape of a decoder
        return True


class _Zlib:
    def __init__(self, bits: int) -> None:
        self._bits = bits
        self._inner = zlib.decompressobj(bits)

    def feed(self, data: bytes, into: Sink) -> None:
        while data:
            if self._inner.eof:
                if not data.startswith(_GZIP_MAGIC):
                    return  # padding after the end
                self._inner = zlib.decompressobj(self._bits)
            into.add(self._inner.decompress(data, _CHUNK))
            data = self._inner.unconsumed_tail or self._inner.unused_data

    def close(self, into: Sink) -> bool:
        into.add(self._inner.flush(_CHUNK))
        return self._inner.eof


class _Brotli:
    def __init__(self) -> None:
        self._inner = brotli.Decompressor()

    def feed(self, data: bytes, into: Sink) -> None:
        into.add(self._inner.process(data, output_buffer_limit=_CHUNK))
        while not self._inner.is_finished() and not self._inner.can_accept_more_data():
            into.add(self._inner.process(b"", output_buffer_limit=_CHUNK))

    def close(self, into: Sink) -> bool:  # noqa: ARG002 - part of the shape of a decoder
        return bool(self._inner.is_finished())


class _Zstd:
    """zstandard's push interface has no output limit, so the packed body (itself bounded) is read at the end."""

    def __init__(self) -> None:
        self._packed = bytearray()

    def feed(self, data: bytes, into: Sink) -> None:
        if len(self._packed) + len(data) > into.limit:
            raise TooLargeError
        self._packed += data

    def close(self, into: Sink) -> bool:
        inner = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
        with inner.stream_reader(io.BytesIO(self._packed), read_across_frames=True) as reader:
            while part := reader.read(_CHUNK):
                into.add(part)
        return True
