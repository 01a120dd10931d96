"""How sensitive values look to those who may not see them whole."""

from __future__ import annotations

import re

_STAR = "*"
_STREETS = re.compile(r".*?(?:街道|路|街|道|巷|镇|乡|村)")
_DISTRICTS = re.compile(r".*?[区县市]")


def mask_id_number(number: str) -> str:
    """Show the first three and the last four characters."""
    if len(number) < 10:
        return _STAR * max(len(number) - 2, 0) + number[-2:]
    return number[:3] + _STAR * (len(number) - 7) + number[-4:]


def mask_mobile(number: str) -> str:
    """Show the first three and the last four digits."""
    return number[:3] + _STAR * 4 + number[-4:] if len(number) >= 8 else _STAR * len(number)


def mask_bank_number(number: str) -> str:
    """Show the last four digits."""
    return _STAR * 4 + number[-4:]


def mask_name_public(name: str) -> str:
    """Show the first character only: the form for public notices."""
    return name[:1] + _STAR * max(len(name) - 1, 1) if name else ""


def mask_hidden(_value: str) -> str:
    """Show only that something is written down: for health facts and accounts of hardship."""
    return _STAR * 3


def mask_address(address: str) -> str:
    """Show an address down to its street or village."""
    if not address:
        return ""
    found = _STREETS.match(address) or _DISTRICTS.match(address)
    start = address[: min(6, max(len(address) - 3, 0))]
    return (found.group(0) if found else start) + _STAR * 3
