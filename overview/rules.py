"""Who follows all the territories at once. Predicates take (seat, subject)."""

import rules

from accounts.rules import is_national

rules.add_perm("overview.follow_completeness", is_national)
