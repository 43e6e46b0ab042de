"""Every question an applicant can get, as data: the screens, the check page, the mail's copy and “Bekijk alle vragen” come from here.

Which of them a tier asks stands in :mod:`mag.applications.screens`. ``purpose`` says to the applicant why we ask it.
"""

from dataclasses import dataclass
from enum import StrEnum

from mag.partners.models import PartnerKind


class Kind(StrEnum):
    """How a question is answered. ``forms.py`` has a field for each."""

    AMOUNT = "amount"
    LINE = "line"
    STORY = "story"
    DATE = "date"
    START_DATE = "start_date"
    PEOPLE = "people"
    ONE_OF = "one_of"
    SOME_OF = "some_of"
    YES_NO = "yes_no"
    EMAIL = "email"
    PHONE = "phone"
    CONTACT = "contact"
    IBAN = "iban"
    COSTS = "costs"
    INCOMES = "incomes"
    RESULTS = "results"


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its id, words on the screen, how it is answered and why it is asked.

    ``change`` follows the word "Wijzig"; ``least`` is the number of rows that must be filled in.
    """

    id: str
    label: str
    kind: Kind
    purpose: str
    hint: str = ""
    example: str = ""
    missing: str = ""
    change: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    optional: bool = False
    expected: int = 0
    autocomplete: str = ""
    width: int = 0
    least: int = 0

    @property
    def inputs(self) -> int:
        """How many answers must be given here (``ux.md 2.2``)."""
        if self.optional:
            return 0
        return 2 * self.least if self.kind in (Kind.COSTS, Kind.INCOMES, Kind.RESULTS) else 1


UNKNOWN_GOAL = "weet_niet"
AUDIENCES: tuple[tuple[str, str], ...] = (
    ("iedereen", "Iedereen in de gemeente"),
    ("buurt", "Mensen uit één straat of buurt"),
    ("kinderen", "Kinderen tot 12 jaar"),
    ("jongeren", "Jongeren van 12 tot en met 23 jaar"),
    ("ouderen", "Ouderen"),
    ("mantelzorgers", "Mantelzorgers"),
    ("vrijwilligers", "Vrijwilligers"),
    ("beperking", "Mensen met een beperking of ziekte"),
    ("nieuwkomers", "Mensen die hier nieuw zijn"),
)
APPLICANTS: tuple[tuple[PartnerKind, str], ...] = (
    (PartnerKind.RESIDENT, "Mezelf, als inwoner"),
    (PartnerKind.GROUP, "Een groep inwoners"),
    (PartnerKind.ASSOCIATION, "Een vereniging"),
    (PartnerKind.FOUNDATION, "Een stichting"),
    (PartnerKind.PROFESSIONAL, "Een professionele organisatie"),
    (PartnerKind.OTHER, "Een andere organisatie"),
)
REGULAR = (("nee", "Een plan met een begin en een eind"), ("ja", "Een vaste activiteit, die elk jaar terugkomt"))

Q = Question
QUESTIONS: dict[str, Question] = {
    q.id: q
    for q in (
        Q("amount", "Hoeveel geld vraagt u?", Kind.AMOUNT, "Het bedrag bepaalt hoeveel wij vragen en wie beslist.",
          "Vul het hele bedrag in dat u van ons nodig heeft.",
          missing="Vul in hoeveel geld u vraagt, zoals 250 of 1.250,50.", change="het bedrag"),
        Q("is_regular", "Wat voor plan is het?", Kind.ONE_OF, "Voor vaste activiteiten gelden andere regels.",
          choices=REGULAR, missing="Kies wat voor plan het is.", change="wat voor plan het is"),
        Q("title", "Hoe heet uw plan?", Kind.LINE, "Onder deze naam vindt iedereen uw plan terug.",
          "Een paar woorden is genoeg, bijvoorbeeld Wandelclub De Peulen.",
          missing="Vul in hoe uw plan heet. Een paar woorden is genoeg.", change="de naam van uw plan"),
        Q("description", "Wat gaat u doen?", Kind.STORY, "Zo weten wij waar het geld voor is.",
          "Een paar zinnen zijn genoeg.", expected=600, change="uw plan",
          example="Wij houden een straatfeest voor de hele straat. Iedereen maakt iets te eten. Er is een springkussen voor de kinderen.",
          missing="Vul in wat u gaat doen. Bijvoorbeeld: wij houden een straatfeest."),
        Q("starts_on", "Wanneer is het?", Kind.START_DATE, "Zo weten wij wanneer het geld er moet zijn.", change="wanneer het is",
          missing="Vul in wanneer het is, zoals 27 3 2023. Of kruis aan dat u het nog niet weet."),
        Q("ends_on", "Wanneer is het klaar?", Kind.DATE, "Daarna vertelt u ons hoe het ging.",
          missing="Vul in wanneer uw plan klaar is, zoals 28 3 2023.", change="wanneer het klaar is"),
        Q("place", "Waar is het?", Kind.LINE, "Het plan moet in de gemeente gebeuren.", "Een straat, een gebouw of een buurt.",
          missing="Vul in waar het is, bijvoorbeeld: het dorpshuis.", change="waar het is"),
        Q("audience", "Voor wie is het?", Kind.SOME_OF, "Zo zien wij of er voor iedereen iets te doen is.", "Kies alles wat past.",
          choices=AUDIENCES, missing="Kies voor wie uw plan is.", change="voor wie het is"),
        Q("expected_people", "Hoeveel mensen doen mee?", Kind.PEOPLE, "Zo kunnen wij het bedrag en het plan naast elkaar leggen.",
          "Een schatting is goed.", missing="Vul in hoeveel mensen meedoen. Een schatting is goed.", change="hoeveel mensen meedoen"),
        Q("goal", "Bij welk doel past uw plan het best?", Kind.ONE_OF, "De gemeente wil weten of het geld helpt om haar doelen te halen.",
          missing="Kies een doel, of kies Weet ik niet.", change="het doel"),
        Q("results", "Wat wilt u bereiken?", Kind.RESULTS, "Na afloop vertelt u ons wat het werd.",
          "Noem 1 tot 3 resultaten met een getal, bijvoorbeeld: nieuwe vrijwilligers, 10.", least=1, change="uw resultaten"),
        Q("partners", "Met wie werkt u samen?", Kind.STORY, "Wij zien graag dat mensen en clubs samen iets doen.",
          "Werkt u met niemand samen? Vul dan in: niemand.", expected=400, change="met wie u samenwerkt",
          missing="Vul in met wie u samenwerkt, of vul in: niemand."),
        Q("publicity", "Hoe horen mensen van uw plan?", Kind.STORY, "Zo weten mensen dat zij mee kunnen doen.",
          "Bijvoorbeeld: een briefje in de bus, de krant of Facebook.", expected=400,
          missing="Vul in hoe mensen van uw plan horen.", change="hoe mensen het horen"),
        Q("costs", "Wat kost het?", Kind.COSTS, "Zo zien wij waar het geld naartoe gaat.",
          "Zet elke kostenpost op een eigen regel.", least=1, change="de kosten"),
        Q("other_income", "Hoeveel geld krijgt u van anderen?", Kind.AMOUNT, "Samen met ons geld moet dit de kosten dekken.",
          "Tel ook kaartjes en eigen geld mee. Krijgt u niets van anderen? Vul dan 0 in.",
          missing="Vul in hoeveel geld u van anderen krijgt. Is dat niets? Vul dan 0 in.", change="het geld van anderen"),
        Q("incomes", "Wie betaalt mee?", Kind.INCOMES, "Samen met ons geld moet dit de kosten dekken.",
          "Bijvoorbeeld kaartjes, eigen geld of een ander fonds. Betaalt niemand mee? Laat dit dan leeg.",
          optional=True, change="wie er meebetaalt"),
        Q("vat", "Kunt u de btw terugkrijgen?", Kind.YES_NO, "Dan hoeven wij de btw niet te betalen.",
          "Kunt u dat, vul dan hierboven bedragen zonder btw in.", missing="Kies of u de btw kunt terugkrijgen.", change="de btw"),
        Q("applicant_kind", "Namens wie vraagt u dit aan?", Kind.ONE_OF, "Wij moeten weten met wie wij een afspraak maken.",
          missing="Kies namens wie u dit aanvraagt.", change="namens wie u dit vraagt"),
        Q("organisation_name", "Hoe heet uw organisatie of groep?", Kind.LINE, "Deze naam komt in de brief te staan.",
          "Vraagt u voor uzelf? Laat dit dan leeg.", optional=True, autocomplete="organization", change="de naam van uw organisatie"),
        Q("kvk", "Wat is het KvK-nummer?", Kind.LINE, "Zo weten wij zeker om welke organisatie het gaat.",
          "Het nummer van 8 cijfers bij de Kamer van Koophandel.", optional=True, width=10, change="het KvK-nummer"),
        Q("contact_name", "Hoe heet u?", Kind.LINE, "Zo weten wij met wie wij praten.", "Uw voornaam en achternaam.", autocomplete="name",
          missing="Vul in hoe u heet.", change="uw naam"),
        Q("contact", "Wat is uw e-mailadres of telefoonnummer?", Kind.CONTACT, "Zo kunnen wij u laten weten of u het geld krijgt.",
          "Met een e-mailadres krijgt u meteen een bericht dat uw aanvraag binnen is.", change="hoe wij u bereiken",
          missing="Vul uw e-mailadres of telefoonnummer in, zoals naam@voorbeeld.nl of 06 12345678."),
        Q("email", "Wat is uw e-mailadres?", Kind.EMAIL, "Hier sturen wij berichten over uw aanvraag naartoe.", autocomplete="email",
          missing="Vul uw e-mailadres in, zoals naam@voorbeeld.nl.", change="uw e-mailadres"),
        Q("phone", "Wat is uw telefoonnummer?", Kind.PHONE, "Soms is bellen sneller.", optional=True, autocomplete="tel",
          change="uw telefoonnummer"),
        Q("iban", "Op welk rekeningnummer (IBAN) wilt u het geld?", Kind.IBAN, "Hier maken wij het geld naar over.",
          "U vindt het op uw bankpas, bijvoorbeeld NL91 ABNA 0417 1643 00.", width=20,
          missing="Vul uw rekeningnummer (IBAN) in, zoals NL91 ABNA 0417 1643 00.", change="het rekeningnummer"),
        Q("interview", "Wanneer kunnen wij u het best spreken?", Kind.LINE, "Bij dit bedrag praten wij altijd even met u over uw plan.",
          "Bijvoorbeeld: dinsdag of donderdag in de avond, bij ons in het clubhuis.",
          missing="Vul in wanneer wij u het best kunnen spreken.", change="het gesprek"),
        Q("certificates", "Hebben uw vrijwilligers een VOG als dat nodig is?", Kind.ONE_OF,
          "Een VOG (verklaring omtrent het gedrag) is nodig bij werk met kinderen en kwetsbare mensen.",
          choices=(("ja", "Ja"), ("aangevraagd", "Die vragen wij nog aan"), ("niet_nodig", "Dat is bij ons niet nodig")),
          missing="Kies of uw vrijwilligers een VOG hebben.", change="de VOG"),
        Q("complaints", "Waar kan iemand terecht met een klacht over u?", Kind.LINE, "Mensen moeten weten bij wie zij kunnen klagen.",
          missing="Vul in bij wie mensen kunnen klagen.", change="waar mensen kunnen klagen"),
        Q("satisfaction", "Hoe vraagt u aan deelnemers wat zij ervan vonden?", Kind.STORY,
          "Bij dit bedrag horen wij graag hoe tevreden mensen zijn.", expected=400,
          missing="Vul in hoe u naar tevredenheid vraagt.", change="hoe u naar tevredenheid vraagt"),
        Q("papers_ready", "Welke stukken heeft u al?", Kind.SOME_OF, "Wij vragen deze stukken na het versturen bij u op.",
          "Heeft u nog niets? Dan kunt u de aanvraag toch versturen.", optional=True, change="de stukken"),
    )
}  # fmt: skip
