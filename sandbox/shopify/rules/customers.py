"""Customers are made and changed. Sentences: recorded answers of customerCreate and -Update."""

from __future__ import annotations

import re

import msgspec
from msgspec.structs import replace

from sandbox.shopify.account import Account, moment
from sandbox.shopify.errors import UserError, UserErrors, refuse
from sandbox.shopify.order_parts import Address
from sandbox.shopify.records import Customer, next_id

__all__ = ["CustomerInput", "create_customer", "find_by_phone", "update_customer"]

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+[1-9]\d{6,14}")
_LONGEST = 255


class CustomerInput(msgspec.Struct, frozen=True, kw_only=True):
    """None: not given."""

    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None
    note: str | None = None
    tags: tuple[str, ...] | None = None
    default_address: Address | None = None


def create_customer(account: Account, asked: CustomerInput) -> Customer:
    """Raises UserErrors."""
    now = moment(account)
    draft = Customer(
        id=0,
        email=(asked.email or "").strip(),
        first_name=asked.first_name or "",
        last_name=asked.last_name or "",
        phone=_plain(asked.phone),
        note=asked.note,
        tags=asked.tags or (),
        default_address=asked.default_address,
        created_at=now,
        updated_at=now,
    )
    if not (draft.email or draft.phone or draft.first_name or draft.last_name):
        raise refuse(None, "A name, phone number, or email address must be present")
    _check(account, draft)
    return account.records.customers.put(replace(draft, id=next_id(account.ids, "Customer")))


def update_customer(account: Account, customer_id: int, asked: CustomerInput) -> Customer:
    """Raises UserErrors."""
    known = account.records.customers.get(customer_id)
    if known is None:
        raise refuse(("id",), "Customer does not exist")
    changes = {
        name: value
        for name in CustomerInput.__struct_fields__
        if (value := getattr(asked, name)) is not None
    }
    if "phone" in changes:
        changes["phone"] = _plain(changes["phone"])
    if "email" in changes:
        changes["email"] = changes["email"].strip()
    changed = replace(known, updated_at=moment(account), **changes)
    _check(account, changed)
    return account.records.customers.put(changed)


def find_by_phone(account: Account, phone: str) -> Customer | None:
    wanted = _plain(phone)
    return next((each for each in account.records.customers if each.phone == wanted), None)


def _plain(phone: str | None) -> str | None:
    """As it is kept: E.164, without the marks that people put between the digits."""
    return re.sub(r"[\s().-]", "", phone) or None if phone else None


def _check(account: Account, asked: Customer) -> None:
    errors: list[UserError] = []
    if asked.email:
        if not _EMAIL.fullmatch(asked.email):
            errors.append(UserError(("email",), "Email is invalid"))
        same = account.records.customers_by_email.find(asked.email.lower())
        if any(each.id != asked.id for each in same):
            errors.append(UserError(("email",), "Email has already been taken"))
    if asked.phone:
        if not _PHONE.fullmatch(asked.phone):
            errors.append(UserError(("phone",), "Phone is invalid"))
        other = find_by_phone(account, asked.phone)
        if other is not None and other.id != asked.id:
            errors.append(UserError(("phone",), "Phone has already been taken"))
    for name, value in (("firstName", asked.first_name), ("lastName", asked.last_name)):
        if len(value) > _LONGEST:
            words = "First name" if name == "firstName" else "Last name"
            message = f"{words} is too long (maximum is {_LONGEST} characters)"
            errors.append(UserError((name,), message))
    if errors:
        raise UserErrors(errors)
