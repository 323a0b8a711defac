"""Reference data in and out of the administration: French tables, natural keys, every row journalled."""

from accounts.exchange.formats import FORMATS
from accounts.exchange.resource import ReferenceResource
from accounts.exchange.widgets import DayWidget, Within, by_code

__all__ = ["FORMATS", "DayWidget", "ReferenceResource", "Within", "by_code"]
