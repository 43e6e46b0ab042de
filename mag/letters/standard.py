"""The words the program ships with: version 0 of every text, so that nothing needs to be written before a letter can go out."""

from mag.letters.kinds import LetterKind
from mag.letters.rules import Words

_SUBJECT = Words("{besluit} over uw aanvraag “{plan}”")
_GREETING = Words("Beste {naam},")
_CLOSING = Words("Met vriendelijke groet,")
_REASON = Words("{reden}", "Waarom {dit_besluit}?")
_REFUSED = Words("{grond}\n{reden}", "Waarom {dit_besluit}?")
_DISAGREE = Words("{niet_eens}", "Bent u het niet eens met {dit_besluit}?")
_QUESTIONS = Words(
    "Neem dan contact op met {contact}. Noem daarbij het kenmerk {kenmerk}.\nBel {telefoon}.\nMail naar {email}.", "Heeft u vragen?"
)
_AWARD = {
    "subject": _SUBJECT,
    "greeting": _GREETING,
    "message": Words("U krijgt {bedrag} voor uw plan “{plan}”."),
    "reason": _REASON,
    "agreements": Words(
        "- U voert uw plan uit {wanneer}.\n- Gaat er iets anders dan gepland? Laat het ons dan meteen weten.\n"
        "- Houdt u geld over? Dan betaalt u dat terug.\n- {afspraak}",
        "Welke afspraken horen hierbij?",
    ),
    "money": Words("Wij maken het geld over op het rekeningnummer dat u opgaf.\n- {termijn}", "Wanneer krijgt u het geld?"),
    "account": Words(
        "Laat uiterlijk op {uiterlijk} zien wat u deed met het geld (verantwoording).\n- Stuur mee: {stuk}.\n"
        "- Vertel hoeveel mensen meededen.",
        "Wat moet u doen?",
    ),
    "disagree": _DISAGREE,
    "ask": _QUESTIONS,
    "closing": _CLOSING,
}


def _plain(subject: str, message: str, **sections: Words) -> dict[str, Words]:
    return {
        "subject": Words(subject), "greeting": _GREETING, "message": Words(message), **sections,
        "ask": _QUESTIONS, "closing": _CLOSING,
    }  # fmt: skip


STANDARD: dict[LetterKind, dict[str, Words]] = {
    LetterKind.AWARD: _AWARD,
    LetterKind.PARTIAL_AWARD: {**_AWARD, "message": Words("U krijgt {bedrag} voor uw plan “{plan}”. U vroeg {gevraagd}.")},
    LetterKind.REFUSAL: _plain(
        _SUBJECT.text, "U krijgt geen {bijdrage} voor uw plan “{plan}”. U vroeg {gevraagd}.", reason=_REFUSED, disagree=_DISAGREE
    ),
    LetterKind.NOT_PROCESSED: _plain(
        _SUBJECT.text, "Wij nemen uw aanvraag voor “{plan}” niet in behandeling. U vroeg {gevraagd}.", reason=_REFUSED, disagree=_DISAGREE
    ),
    LetterKind.RECEIPT: _plain(
        "Uw aanvraag “{plan}” is binnen",
        "Uw aanvraag van {verstuurd} is binnen. U vroeg {gevraagd}.",
        next=Words("{beslisser} bekijkt uw aanvraag. U hoort uiterlijk op {uiterlijk} of u het geld krijgt.", "Wat gebeurt er nu?"),
        follow=Words(
            "Op een computer of telefoon kunt u zien hoe ver uw aanvraag is.\n- Ga naar {adres}.\n- Typ uw kenmerk: {kenmerk}.\n"
            "- Typ uw code: {code}.\nGeef deze code niet aan anderen.",
            "Wilt u uw aanvraag volgen?",
        ),
        answers=Words("- {antwoord}", "Wat vulde u in?"),
    ),
    LetterKind.COMPLETION: _plain(
        "Wij missen nog iets in uw aanvraag “{plan}”",
        "Wij hebben nog iets van u nodig. Stuur het ons uiterlijk op {uiterlijk}.",
        missing=Words("{vraag}\n- {ontbreekt}", "Wat missen wij?"),
        consequence=Words(
            "Dan kunnen wij uw aanvraag niet in behandeling nemen. U krijgt dan geen {bijdrage}.\n"
            "Zolang wij op u wachten, telt de tijd voor ons besluit niet door.",
            "En als u het niet op tijd stuurt?",
        ),
    ),
    LetterKind.EXTENSION: _plain(
        "Ons besluit over “{plan}” komt later",
        "Wij hebben meer tijd nodig voor uw aanvraag. U hoort uiterlijk op {uiterlijk} of u het geld krijgt.",
        reason=Words("{reden}", "Waarom duurt het langer?"),
    ),
    LetterKind.VIEW: _plain(
        "Wilt u reageren op ons plan voor “{plan}”?",
        "Wij hebben nog niets besloten. U kunt eerst reageren, uiterlijk op {uiterlijk}.",
        intention=Words("{voornemen}", "Wat zijn wij van plan?"),
        react=Words(
            "U mag reageren, maar het hoeft niet. Bel ons, schrijf ons, of reageer op uw eigen bladzijde.\n"
            "Daarna besluiten wij. Wij vertellen u dan ook wat wij met uw reactie deden.",
            "Hoe kunt u reageren?",
        ),
    ),
    LetterKind.SETTLEMENT: _plain(
        "Het definitieve bedrag voor “{plan}”",
        "U krijgt definitief {bedrag} voor uw plan “{plan}”. {vergelijking}",
        reason=Words("{reden}", "Waarom dit bedrag?"),
        sums=Words(
            "- Wij kenden u {toegekend} toe.\n- U gaf {uitgegeven} uit.\n- U krijgt definitief {bedrag}.\n- Wij betaalden al {betaald}.",
            "Hoe komen wij aan dit bedrag?",
        ),
        money=Words("{gevolg}", "Wat gebeurt er met het geld?"),
        disagree=_DISAGREE,
    ),
    LetterKind.REMEDY_ANSWER: _plain(
        "Ons antwoord op uw {soort} over “{plan}”",
        "{uitkomst}",
        reason=Words("Wij kregen uw {soort} op {ontvangen}.\n{reden}\n{vervolg}", "Waarom dit antwoord?"),
        further=Words("{verder}", "Bent u het hier niet mee eens?"),
    ),
}
"""Per kind the words of every part. The sender's own words come from the agenda (:func:`mag.letters.texts.shipped`)."""
