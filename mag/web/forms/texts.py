"""Questions answered with words: a line, a story, an e-mail address, a telephone number, a postcode, a bank account, a password."""

import re
from typing import Any

from stdnum import iban as iban_numbers

from mag.core.phone import show_phone
from mag.web.forms.question import LineQuestion, Unreadable, clean_text, first_text

_EMAIL_PART = re.compile(r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+$")
_HOST = re.compile(r"^(?=.{1,253}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])$")
_POSTCODE = re.compile(r"^([1-9][0-9]{3})\s?([A-Z]{2})$")


def show_iban(number: str) -> str:
    """A bank account in groups of four: ``NL91 ABNA 0417 1643 00``."""
    bare = number.replace(" ", "")
    return " ".join(bare[i : i + 4] for i in range(0, len(bare), 4))


class TextField(LineQuestion):
    """One line of text. ``data`` is a str, "" when empty; longer than ``max_length`` is refused, never cut."""

    empty = ""

    def __init__(self, label: str | None = None, *args: Any, max_length: int = 200, inputmode: str = "", **kwargs: Any) -> None:
        super().__init__(label, *args, **kwargs)
        self.max_length = max_length
        if inputmode:
            self.inputmode = inputmode  # type: ignore[misc]

    def read(self, text: str) -> str:
        """The text itself, when it is not too long."""
        if len(text) > self.max_length:
            raise Unreadable(f"Maak de tekst bij ‘{self.question}’ korter. U typte {len(text)} tekens, er passen er {self.max_length}.")
        return text


class LongTextField(TextField):
    """A story of more lines. ``expected`` is the length in characters we hope for (a soft counter); only ``max_length`` refuses."""

    kind = "long"

    def __init__(
        self,
        label: str | None = None,
        *args: Any,
        expected: int = 0,
        max_length: int = 20_000,
        rows: int = 5,
        example: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(label, *args, max_length=max_length, **kwargs)
        self.expected = expected
        self.rows = rows
        self.example = example

    def tidy(self, text: str) -> str:
        """Posted text with its lines kept."""
        return clean_text(text)


class PasswordField(TextField):
    """A password: kept exactly as typed (spaces too) and never shown again."""

    kind = "password"
    missing_start = "Typ uw wachtwoord"

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the password as it is; only what no password can hold makes it unreadable."""
        raw = first_text(valuelist)
        self.typed = "•" if raw else ""
        self.data = ""
        if len(raw) > 1000 or any(c == "\0" or 0xD800 <= ord(c) <= 0xDFFF for c in raw):
            raise Unreadable("Dit wachtwoord kunnen wij niet lezen. Typ het opnieuw.")
        self.data = raw


class EmailField(TextField):
    """An e-mail address, checked on its form only. ``data`` has the part after the @ in small letters."""

    input_type = "email"
    missing_start = "Vul een e-mailadres in"
    missing_end = ", zoals naam@voorbeeld.nl."

    def read(self, text: str) -> str:
        """The address; raises a sentence that names what is wrong with it."""
        example = "Een goed e-mailadres is bijvoorbeeld naam@voorbeeld.nl."
        text = text.strip("<>").removeprefix("mailto:")
        if " " in text:
            raise Unreadable(f"In een e-mailadres staan geen spaties. {example}")
        if text.count("@") != 1:
            many = "te veel @-tekens" if "@" in text else "geen @"
            raise Unreadable(f"In dit e-mailadres staat {many}. {example}")
        name, _, host = text.partition("@")
        try:
            host = host.encode("idna").decode("ascii").lower()
        except UnicodeError:
            host = ""
        if len(text) > 254 or len(name) > 64 or not _EMAIL_PART.match(name) or name.startswith(".") or name.endswith(".") or ".." in name:
            raise Unreadable(f"Het stuk voor de @ van dit e-mailadres klopt niet. {example}")
        if not _HOST.match(host):
            raise Unreadable(f"Het stuk na de @ van dit e-mailadres klopt niet. {example}")
        return f"{name}@{host}"


class PhoneField(TextField):
    """A telephone number in any usual notation. ``data`` is international, ``+31612345678``; shown as ``06 12345678``."""

    input_type = "tel"
    missing_start = "Vul een telefoonnummer in"
    missing_end = ", zoals 06 12345678."

    def read(self, text: str) -> str:
        """The number with its country; Dutch numbers have ten digits."""
        bare = re.sub(r"[\s().\-–/]", "", text.replace("(0)", ""))
        if bare.startswith("00"):
            bare = "+" + bare[2:]
        if bare.startswith("+310"):
            bare = "+31" + bare[4:]
        if not re.fullmatch(r"\+?[0-9]+", bare):
            raise Unreadable("In dit telefoonnummer staan tekens die er niet in horen. Typ alleen cijfers, zoals 06 12345678.")
        if bare.startswith("0"):
            bare = "+31" + bare[1:]
        if bare.startswith("+31"):
            if not re.fullmatch(r"\+31[1-9][0-9]{8}", bare):
                raise Unreadable(f"Een Nederlands telefoonnummer heeft 10 cijfers. Controleer {text[:40]}.")
            return bare
        if not re.fullmatch(r"\+[1-9][0-9]{7,14}", bare):
            raise Unreadable("Dit telefoonnummer klopt niet. Begin met een 0, of met + en het landnummer.")
        return bare

    def show(self, value: Any) -> str:
        """The number as people read it."""
        return show_phone(str(value))


class PostcodeField(TextField):
    """A Dutch postcode. ``data`` is ``3371 AB``."""

    missing_start = "Vul een postcode in"
    missing_end = ", zoals 3371 AB."

    def read(self, text: str) -> str:
        """Four digits and two letters, with one space between."""
        match = _POSTCODE.match(text.upper())
        if not match or match[2] in {"SA", "SD", "SS"}:
            raise Unreadable("Deze postcode klopt niet. Typ 4 cijfers en 2 letters, zoals 3371 AB.")
        return f"{match[1]} {match[2]}"


class IbanField(TextField):
    """A bank account number with its check digits tested. ``data`` has no spaces; shown in groups of four."""

    missing_start = "Vul een rekeningnummer (IBAN) in"
    missing_end = ", zoals NL91 ABNA 0417 1643 00."

    def read(self, text: str) -> str:
        """The number in capitals without spaces; raises a sentence that says what to check."""
        bare = re.sub(r"[\s.\-]", "", text).upper().removeprefix("IBAN").lstrip(":")
        if re.fullmatch(r"[0-9]{4,10}", bare):
            raise Unreadable("Dit is een kort rekeningnummer. Typ het hele IBAN, zoals NL91 ABNA 0417 1643 00. U vindt het op uw bankpas.")
        if bare.startswith("NL") and len(bare) != 18:
            raise Unreadable(f"Een Nederlands rekeningnummer heeft 18 tekens, u typte er {len(bare)}. Kijk op uw bankpas.")
        if not bare.isascii() or not iban_numbers.is_valid(bare, check_country=False):
            raise Unreadable("Dit rekeningnummer (IBAN) klopt niet. Er zit een typefout in. Kijk op uw bankpas en verbeter het.")
        return bare

    def show(self, value: Any) -> str:
        """The number in groups of four."""
        return show_iban(str(value))
