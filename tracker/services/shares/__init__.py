"""Patients' access: links that people of the clinic make, visits by them, what is seen and added there."""

from tracker.services.shares.home import MOST_A_DAY, HomeDay, drop_empty_day, prepare_home_day
from tracker.services.shares.links import (
    DEFAULT_DAYS,
    LONGEST_DAYS,
    ListedShare,
    MadeShare,
    list_shares,
    make_share,
    renew_code,
    revoke_share,
    share_address,
    unlock_share,
)
from tracker.services.shares.own import OwnSeries, OwnVisit, find_own_picture, list_own, open_own
from tracker.services.shares.visits import (
    account_reader,
    find_reader,
    leave,
    open_share,
    read_birth_date,
    read_code,
)
from tracker.store.share_visits import Answer

__all__ = [
    "DEFAULT_DAYS",
    "LONGEST_DAYS",
    "MOST_A_DAY",
    "Answer",
    "HomeDay",
    "ListedShare",
    "MadeShare",
    "OwnSeries",
    "OwnVisit",
    "account_reader",
    "drop_empty_day",
    "find_own_picture",
    "find_reader",
    "leave",
    "list_own",
    "list_shares",
    "make_share",
    "open_own",
    "open_share",
    "prepare_home_day",
    "read_birth_date",
    "read_code",
    "renew_code",
    "revoke_share",
    "share_address",
    "unlock_share",
]
