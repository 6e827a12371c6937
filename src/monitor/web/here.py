"""Where a page stands, how it is read, and how it links to others: by relative addresses, so that the same templates
work behind any proxy path, from a folder of files, and with a language chosen for one reader."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from monitor.digest.wording import day, moment
from monitor.model import value

#: What ends like this is a file, not a page in a folder.
_FILES: Final = (".css", ".js", ".svg", ".atom", ".json", ".opml", ".csv")


@value
class Here:
    """One rendering of one page. `path` has no slash at either end; "" is the first page."""

    path: str
    now: datetime
    language: str = "en"
    chosen: bool = False  # the reader asked for the language: links keep it
    zone: str = "UTC"
    static: bool = False  # written as files: a page is path/index.html

    def href(self, to: str = "", **query: object) -> str:
        """The address of another page, relative to this one."""
        asked = {key: text for key, text in query.items() if text not in ("", None)}
        if self.chosen and not self.static and not to.endswith(_FILES):
            asked["lang"] = self.language
        return self._up() + self._down(quote(to)) + (f"?{urlencode(asked)}" if asked and not self.static else "")

    def _up(self) -> str:
        if self.static:
            return "../" * len([part for part in self.path.split("/") if part])
        return "../" * self.path.count("/") or "./"

    def _down(self, to: str) -> str:
        if not self.static or to.endswith(_FILES):
            return to
        return f"{to}/index.html" if to else "index.html"

    def day(self, at: datetime) -> str:
        """A date in the reader's zone; with the year when it is not this one."""
        local = at.astimezone(self.tz)
        return day(local.date(), self.language, year=local.year != self.now.astimezone(self.tz).year)

    def moment(self, at: datetime) -> str:
        """A date and time in the reader's zone."""
        other_year = at.astimezone(self.tz).year != self.now.astimezone(self.tz).year
        return moment(at, self.language, self.zone, year=other_year)

    def clock(self, at: datetime) -> str:
        """The time of day in the reader's zone."""
        return f"{at.astimezone(self.tz):%H:%M}"

    @property
    def tz(self) -> ZoneInfo:
        """The reader's zone."""
        return ZoneInfo(self.zone)
