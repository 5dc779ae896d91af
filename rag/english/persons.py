"""Words for people: titles, offices, first names, and the organisations that are no person."""

from __future__ import annotations

from collections.abc import Iterable

from rag.english.word_lists import Gender, gender_of_first_name

# Titles that are written short, some with a full stop.
SHORT_TITLES = frozenset("Mr Mrs Ms Dr".split())

# Titles and offices that stand before a name.
TITLES = frozenset(
    """
    Mr Mrs Ms Miss Mx Dr Prof Professor Sir Dame Lord Lady Baroness Baron Count Rev Reverend
    Father Sister Brother Pastor Bishop Archbishop Cardinal Pope Rabbi Imam Saint President Vice
    Deputy Prime Chancellor Premier Minister Ministers Secretary Undersecretary Foreign Defence
    Defense Interior Finance Justice Health Education Home State Attorney General Delegate Del
    Governor Gov Lt Lieutenant Mayor Senator Sen Sens Representative Rep Reps Congressman
    Congresswoman Councillor Councilman Councilwoman Cllr Cllrs Coun MP MEP Speaker Leader Chairman
    Chairwoman Chair Chief Executive Director Commissioner Ambassador Envoy Judge Justice
    Magistrate Sheriff Officer Detective Det Inspector Insp Superintendent Supt Sergeant Sgt
    Constable Captain Capt
    Colonel Col Major Maj Gen Admiral Commander Corporal Private King Queen Prince Princess
    Emperor Sultan Sheikh Ayatollah Senate House Majority Minority Whip Press Supreme Court
    Party White Coach Manager Spokesman Spokeswoman Spokesperson Candidate Nominee Former Acting
    Interim Ex Democrat Democratic Republican Conservative Labour Liberal French British German
    Italian Spanish American Russian Ukrainian Polish Chinese Japanese Turkish Israeli European
    Canadian Australian
    """.split()
)

# Ranks that are written as the letters that they begin with: a detective sergeant, a constable.
LETTER_RANKS = frozenset("DC DCI DCS DI DS DSI PC PCSO WPC".split())

MALE_TITLES = frozenset("Mr Sir Lord Father Brother King Prince Congressman Councilman".split())

FEMALE_TITLES = frozenset(
    "Mrs Ms Miss Dame Lady Baroness Sister Queen Princess Congresswoman Councilwoman".split()
)

# Nouns for one who speaks, where no name is given; "the" before one may point to a name.
ROLES = frozenset(
    """
    activist adviser advisor aide ambassador analyst attorney author author's blogger campaign
    candidate captain chairman chairwoman chair chancellor chief coach columnist commander
    commissioner congressman congresswoman council councillor court critic deputy diplomat director
    doctor economist editor executive expert father government governor group head historian host
    inspector judge lawmaker lawyer leader manager mayor minister ministry mother nominee officer
    official owner party pastor police pope premier president priest prosecutor professor reporter
    representative researcher resident scientist secretary senator sheriff source speaker
    spokesman spokesperson spokeswoman student superintendent teacher union victim witness woman man
    company agency bank board committee commission department statement report study survey poll
    document memo letter newspaper paper article officials experts critics analysts leaders sources
    police residents lawyers prosecutors scientists researchers authorities supporters opponents
    lawmakers democrats republicans activists economists witnesses teachers doctors diplomats
    campaigners voters protesters organisers organizers students investigators ministers people
    person
    """.split()
)

# Offices that may stand behind what they are of: "the chamber of trade president".
OFFICES = frozenset(
    """
    president minister chancellor senator governor secretary mayor judge director leader head chief
    chair chairman chairwoman manager spokesman spokeswoman officer boss
    """.split()
)

# Nouns for organisations and documents, which are no office of one person: "Ann Lee, a council
# engineer" is not the council, and who "chairs the trust" is not the trust.
BODIES = frozenset(
    """
    agency article authority bank board campaign church club commission committee company council
    court department document firm government group hospital letter memo ministry newspaper paper
    party police poll report school society statement study survey team trust union university
    """.split()
)

# Nouns for texts and figures that articles cite, beside bodies and people.
DOCUMENTS = frozenset(
    """
    account ad advertisement affidavit analysis announcement article audit bill blog book
    broadcast chart clip column commentary complaint constitution data database document
    editorial email estimate figure filing film finding footage forecast indictment information
    interview investigation journal law lawsuit legislation letter list log magazine memo memoir
    message minutes movie news newspaper note notice order page paper petition photo platform
    podcast
    poll polling post post-mortem press record release report research resolution result review
    ruling slide speech spot statement statistic study suit summary survey tape testimony text
    transcript tweet video website
    """.split()
)

# Other nouns for those who speak: "the Lee campaign", "the administration".
SPEAKING_BODIES = frozenset(
    """
    administration brief camp campaign establishment leadership media movement office outlet panel
    publication side spokespeople voice website
    """.split()
)

# What companies have, and people seldom: "Lindvax shares", "Lindvax's headquarters".
FIRMS_OWN = frozenset("factory factories headquarters shareholders shares subsidiary".split())

# Words for nobody in particular.
INDEFINITE = frozenset(
    """
    all any anybody anyone another both each either enough everybody everyone everything few fewer
    half many more most much neither nobody none nothing one ones other others several some somebody
    someone something such that these this those what which whoever
    """.split()
)

# Words for how many of something: "one of the advisers", "a majority of voters".
QUANTITIES = INDEFINITE | frozenset(
    """
    bulk couple dozen dozens four five group handful hundreds lot majority minority number pair part
    percent percentage quarter rest share third thirds thousands three two
    """.split()
)

# Last words of the name of an organisation, or words that stand in hardly any other name.
ORGANISATIONS = frozenset(
    """
    Agency Alliance Army Assembly Associates Association Authority Bank Board Bureau Cabinet
    Campaign Center Centre Chamber Church Club Coalition College Commission Committee Company
    Conference Congress Corporation Corp Council Court Department Federation Force Foundation
    Fund Government Group Guardian Herald Hospital House Inc Institute Institution Journal
    Kremlin League Ltd Magazine Ministry Mirror Mission Movement Museum NATO Network News Office
    Organisation Organization Parliament Party Pentagon Police Post Press Reuters School Senate
    Service Services Society Street Survey Telegraph Times Tribunal Tribune Trust Union
    University White Authority Observer EU UN UK US FBI CIA BBC CNN NBC ABC CBS NPR AP AFP MSNBC
    Fox
    """.split()
)

# Words in the name of a building or a stretch of land or water, and in hardly anybody's.
SITES = frozenset(
    """
    Airport Avenue Bay Beach Bridge Building Canal Castle Channel City County District Harbour
    Infirmary Island Islands Library Marsh Mountain Ocean Palace Road Sea Square Stadium Station
    Tower Town Valley Village
    """.split()
)

# Those of both that are common last names, too: Ann Marsh is a person.
ALSO_SURNAMES = frozenset(
    "Bay Beach Bridge Castle Church Fox House Marsh Post Street White".split()
)

# Words inside a name that have no capital.
PARTICLES = frozenset(
    """
    al af ap bin da de del della den der di dos du el ibn la le ten ter van von
    """.split()
)

# Words that names are compared without, in lower case.
TITLES_IN_COMPARISON = frozenset(
    "mr mrs ms miss dr prof professor sir dame lord lady president minister prime chancellor "
    "senator sen rep representative governor gov secretary mayor judge king queen pope the a an "
    "french british german russian american ukrainian italian former".split()
)


# Nouns that tell the gender of the person beside whose name they stand.
_MALE_NOUNS = frozenset("man boy gentleman husband father son brother uncle nephew widower".split())
_FEMALE_NOUNS = frozenset(
    "woman girl lady wife mother daughter sister aunt niece widow actress".split()
)

# Nouns for relatives, who may share a last name with the person whose relatives they are.
RELATIVES = frozenset(
    """
    husband wife father mother son daughter brother sister uncle aunt nephew niece cousin widow
    widower grandfather grandmother grandson granddaughter twin spouse father-in-law mother-in-law
    brother-in-law sister-in-law son-in-law daughter-in-law stepfather stepmother stepson
    stepdaughter
    """.split()
)

# Words before an office with which it is another one: the vice president is not the president.
DISTINCTIONS = frozenset(
    """
    vice deputy former ex late then acting interim assistant associate previous next future outgoing
    incoming new old other another prime foreign general would-be
    """.split()
)


def gender_of_titles(titles: Iterable[str]) -> set[Gender]:
    """Return the genders that titles state: "Mrs" is female, "Dr" states none."""
    words = frozenset(titles)
    found: set[Gender] = set()
    if words & MALE_TITLES:
        found.add("male")
    if words & FEMALE_TITLES:
        found.add("female")
    return found


def gender_of_noun(noun: str) -> Gender | None:
    """Return the gender that a noun for a person states: "spokeswoman", "widow", "chairman"."""
    low = noun.lower()
    if low in _FEMALE_NOUNS or low.endswith("woman"):
        return "female"
    return "male" if low in _MALE_NOUNS else None


def may_mean(pronoun: str, name: str) -> bool:
    """Return whether "he" or "she" may mean a person, by the first name; an unknown one may be."""
    gender = gender_of_first_name(name.split(" ")[0])
    wanted = PRONOUN_GENDERS.get(pronoun.lower())
    return wanted is None or gender in (None, wanted)


def is_organisation(name: str) -> bool:
    """Return whether a name is of a building or an organisation: "Corvin House".

    "Harrow General" is a hospital.
    """
    words = name.split()
    return not {*words}.isdisjoint(ORGANISATIONS | SITES) or words[-1] == "General"


PRONOUN_GENDERS: dict[str, Gender] = {
    **dict.fromkeys(("he", "him", "his", "himself"), "male"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "female"),
}

POSSESSIVE_GENDERS: dict[str, Gender] = {"his": "male", "her": "female"}
"""The genders of the pronouns that stand before what is somebody's."""

SUBJECT_GENDERS: dict[str, Gender] = {"he": "male", "she": "female"}
"""The genders of the pronouns that stand as a subject."""

# Short titles that are written with a full stop.
ABBREVIATED_TITLES = frozenset(
    """
    Mr Mrs Ms Dr Prof Sen Sens Rep Reps Gov Lt Gen Col Maj Sgt Capt Rev St Cllr Cllrs Coun Det Insp
    Supt
    """.split()
)

# The offices that short titles stand for.
OFFICE_OF_TITLE = {
    "Sen": "senator",
    "Rep": "representative",
    "Gov": "governor",
    "Gen": "general",
    "Prof": "professor",
    "Dr": "doctor",
    "Rev": "reverend",
    "Lt": "lieutenant",
    "Col": "colonel",
    "Capt": "captain",
    "Sgt": "sergeant",
    **dict.fromkeys(("Cllr", "Cllrs", "Coun"), "councillor"),
    "Det": "detective",
    "Insp": "inspector",
    "Supt": "superintendent",
    **dict.fromkeys(("Con", "DC", "PC", "PCSO", "WPC"), "constable"),
    "DS": "sergeant",
    **dict.fromkeys(("DI", "DCI"), "inspector"),
    **dict.fromkeys(("DCS", "DSI"), "superintendent"),
}

# Offices of the police, and of those who are elected: hardly anybody has one of each.
POLICE_RANKS = frozenset("constable detective inspector sergeant superintendent".split())
ELECTED_OFFICES = frozenset(
    """
    assemblyman assemblywoman chancellor congressman congresswoman councillor councilman
    councilwoman governor leader mayor minister mp premier president representative senator
    """.split()
)

# Titles that say nothing but how to address somebody.
FORMS_OF_ADDRESS = frozenset("Mr Mrs Ms Miss Mx Sir Dame Lord Lady Dr".split())

# Titles that may stand before a first name alone: "Sister Ann", "King Charles".
TITLES_WITH_FIRST_NAME = frozenset(
    "Sir Dame Sister Brother Father Pope Saint King Queen Prince Princess Emperor Sultan".split()
)

# Offices of which a country has one, and whose holders need no first name: "President Lee" may not
# be the Ann Lee whom an article names without that office.
HIGHEST_OFFICES = frozenset("president chancellor premier minister king queen pope".split())

# Words after a last name that are no part of it.
NAME_SUFFIXES = frozenset("Jr Sr II III IV".split())

# Letters after a name for what its bearer is: "Bea Crisp KC".
POSTNOMINALS = frozenset("CBE KBE KC MBE MD MEP MP MSP OBE PhD QC".split())

# Endings of the name of a people or a party: "Europeans", "Democrats", "Greens".
GROUP_ENDINGS = tuple("ans ats ists ives eens ns ers ish ese ench utch".split())
