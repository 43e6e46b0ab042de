"""What people in the demonstration write: reasons, assumptions, stories and costs. All invented."""

STREETS = ("Lindelaan", "Merelhof", "Wilgenstraat", "Dorpsplein", "Rivierdijk", "Sportpark Oost", "Buurthuis De Hoek", "Veerweg")

COSTS = {
    "E": ("Zaal of plein en podium", "Eten en drinken", "Drukwerk en materiaal"),
    "C": ("Begeleiding", "Huur van de ruimte", "Materiaal"),
    "Y": ("Begeleiding en coördinatie", "Huur van de ruimte", "Materiaal en vrijwilligers"),
}

RESULTS = {
    "samenleven": "inwoners die elkaar leren kennen",
    "omzien_naar_elkaar": "inwoners die hulp of bezoek krijgen",
    "vrijwillige_inzet": "nieuwe vrijwilligers",
    "mantelzorg": "mantelzorgers die even op adem komen",
    "opgroeien_en_ontwikkelen": "kinderen en jongeren die iets nieuws leren",
    "sport_en_bewegen": "inwoners die meer bewegen",
    "gezonde_levensstijl": "inwoners die gezonder eten of bewegen",
    "geestelijke_gezondheid": "inwoners die zich minder alleen voelen",
}

ASSUMPTIONS = {
    "samenleven": "Wij denken: wie elkaar kent, voelt zich prettiger en veiliger in de buurt (demo).",
    "omzien_naar_elkaar": "Wij denken: wie een keer meedoet, blijft actief in de eigen buurt (demo).",
    "vrijwillige_inzet": "Wij denken: wie goed begint, blijft vrijwilliger (demo).",
    "mantelzorg": "Wij denken: wie weet welke hulp er is, gebruikt die eerder (demo).",
    "opgroeien_en_ontwikkelen": "Wij denken: kinderen die jong meedoen, doen het later beter op school (demo).",
    "sport_en_bewegen": "Wij denken: wie samen begint met bewegen, houdt het langer vol (demo).",
    "gezonde_levensstijl": "Wij denken: wie zelf leert koken en bewegen, leeft gezonder (demo).",
    "geestelijke_gezondheid": "Wij denken: wie elke week mensen ziet, is minder vaak eenzaam (demo).",
}

GRANTED = {
    "whole": "{what} past bij het doel en brengt ongeveer {people} mensen bij elkaar. Het bedrag past bij wat het plan oplevert.",
    "partial": "{what} past bij het doel. Een deel van de kosten kan uit bijdragen van deelnemers komen; dat deel geven wij niet.",
}

REFUSED = {
    "no_fit_with_goals": "Het plan is sympathiek, maar draagt niet bij aan een van de acht doelen.",
    "no_fit_with_frames": "Het plan gaat uit van wat de organisatie wil, niet van wat inwoners vragen.",
    "amount_out_of_proportion": "Het bedrag per deelnemer is meer dan drie keer zo hoog als bij vergelijkbare plannen.",
    "other_funding": "Voor dit plan is er een andere regeling van de gemeente. Wij hebben u daarvoor doorverwezen.",
}

STORIES = (
    "Het ging goed. Er kwamen {people} mensen, ook uit straten die wij eerst niet bereikten. Volgend jaar nodigen wij eerder uit (demo).",
    "Met {people} deelnemers waren wij tevreden. Twee deelnemers zijn nu zelf vrijwilliger. Het weer zat een keer tegen (demo).",
    "Er deden {people} mensen mee. Veel mensen hielden contact. Samen met de school doen wij dit graag nog een keer (demo).",
    "Wij rekenden op meer mensen dan de {people} die kwamen, maar wie er was bleef komen. De ruimte was goedkoper dan gedacht (demo).",
)

QUESTION = "Op een van de bonnen is het bedrag niet te lezen. Wilt u een scherpere foto sturen, of een kopie van de factuur?"
LOWER = "U gaf minder uit dan u kreeg. Wij stellen het bedrag vast op wat u uitgaf."
EX_OFFICIO = "Bij een klein bedrag vragen wij niet altijd om bonnen. Wij stellen het bedrag vast zoals wij het gaven."
SHOPS = (
    "Bakker De Korenaar DEMO",
    "Bouwmarkt De Spijker DEMO",
    "Super Van Alles DEMO",
    "Drukkerij Inkt DEMO",
    "Zaalverhuur De Hoek DEMO",
    "Sportwinkel Hup DEMO",
)
GOODS = (
    "Koffie en thee",
    "Broodjes",
    "Papier en verf",
    "Huur zaal",
    "Ballen en hesjes",
    "Drukwerk",
    "Hout en schroeven",
    "Groente en fruit",
    "Prijsjes",
    "Bus",
)
