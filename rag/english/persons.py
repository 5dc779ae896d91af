"""Words for people: titles, offices, first names, and the organisations that are no person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

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
    Congresswoman Councillor Councilman Councilwoman Cllr MP MEP Speaker Leader Chairman
    Chairwoman Chair Chief Executive Director Commissioner Ambassador Envoy Judge Justice
    Magistrate Sheriff Officer Detective Inspector Superintendent Sergeant Sgt Captain Capt
    Colonel Col Major Maj Gen Admiral Commander Corporal Private King Queen Prince Princess
    Emperor Sultan Sheikh Ayatollah Senate House Majority Minority Whip Press Supreme Court
    Party White Coach Manager Spokesman Spokeswoman Spokesperson Candidate Nominee Former Acting
    Interim Ex Democrat Democratic Republican Conservative Labour Liberal French British German
    Italian Spanish American Russian Ukrainian Polish Chinese Japanese Turkish Israeli European
    Canadian Australian
    """.split()
)

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

# Words inside a name that have no capital.
PARTICLES = frozenset(
    """
    al af ap bin da de del della den der di dos du el ibn la le ten ter van von
    """.split()
)

# First names that are given to one sex in nearly all cases; for "he" and "she" only.
MALE_NAMES = frozenset(
    """
    Aaron Abdul Adam Ahmed Alan Albert Alejandro Alexander Alexei Ali Andrei Andrew Anthony
    Antonio Arthur Barack Ben Benjamin Bernard Bernie Bill Bob Boris Brad Brian Bruce Carl
    Carlos Charles Chris Christopher Chuck Craig Daniel Dave David Dennis Desmond Dmitry Donald
    Doug Douglas Ed Eduardo Edward Emmanuel Eric Erik Ernesto Ethan Evan Fernando Francis
    Francois Frank Fred Friedrich Gareth Gary Geoff George Gerald Giorgio Gordon Graham Greg
    Gregory Hans Harold Harry Henry Herbert Howard Hugh Hugo Ian Igor Ivan Jack Jacob Jacques
    Jake James Jason Jean Jeff Jeffrey Jens Jeremy Jerry Jim Joe John Jonathan Jorge Jose Joseph
    Josh Joshua Juan Justin Karl Keir Keith Ken Kenneth Kevin Klaus Larry Lars Laurent Leo
    Leonard Louis Luis Luke Malcolm Manuel Marc Marco Mark Martin Matt Matthew Max Michael
    Michel Mike Mikhail Mitch Mitt Mohamed Mohammed Muhammad Nathan Neil Nicholas Nick Nigel
    Oliver Olivier Omar Oscar Otto Patrick Paul Pedro Peter Phil Philip Philippe Pierre Rafael
    Ralph Raymond Rex Richard Rick Rob Robert Roger Ron Ronald Roy Rupert Russell Ryan Samuel
    Scott Sean Sergei Sergey Simon Stephen Steve Steven Stuart Ted Terry Thomas Tim Timothy Todd
    Tom Tony Vincent Vladimir Volodymyr Walter William Winston Yuri Zachary
    """.split()
)

FEMALE_NAMES = frozenset(
    """
    Abigail Alice Alison Amanda Amelia Amy Ana Andrea Angela Anita Ann Anna Anne Annette Barbara
    Beatrice Bernadette Beth Betty Brenda Bridget Camilla Carly Carmen Carol Caroline Catherine
    Cecilia Charlotte Chelsea Christina Christine Claire Clara Claudia Condoleezza Cynthia
    Daniela Deborah Debra Denise Diana Diane Donna Doris Dorothy Edith Eileen Elaine Eleanor
    Elena Elizabeth Ella Ellen Emily Emma Erica Erin Esther Eva Eve Evelyn Fatima Fiona Florence
    Frances Gabriela Gillian Giorgia Gloria Grace Hannah Harriet Heather Helen Helena Hillary
    Ilse Ingrid Irene Iris Isabel Ivanka Jacqueline Jane Janet Janice Jean-Marie Jennifer
    Jessica Jill Joan Joanna Josephine Joyce Judith Judy Julia Julie Karen Kate Katherine
    Kathleen Katie Kimberly Klara Laura Lauren Leslie Linda Lisa Liz Loretta Louise Lucy Lydia
    Margaret Maria Marie Marine Marina Martha Mary Maya Megan Melania Melissa Michelle Miriam
    Monica Nadia Nancy Naomi Natalia Natalie Nicola Nicole Nina Nora Olga Olivia Pamela Patricia
    Paula Pauline Penny Rachel Rebecca Renee Rosa Rose Ruth Sally Samantha Sandra Sara Sarah
    Sharon Sheila Shirley Silvia Sofia Sonia Sophia Sophie Stella Stephanie Susan Suzanne Sylvia
    Tamara Tanya Teresa Theresa Tina Ursula Valerie Vanessa Vera Veronica Victoria Virginia
    Wendy Yvonne Zoe
    """.split()
)

# Words that names are compared without, in lower case.
TITLES_IN_COMPARISON = frozenset(
    "mr mrs ms miss dr prof professor sir dame lord lady president minister prime chancellor "
    "senator sen rep representative governor gov secretary mayor judge king queen pope the a an "
    "french british german russian american ukrainian italian former".split()
)


Gender = Literal["male", "female"]


def gender_of_titles(titles: Iterable[str]) -> set[Gender]:
    """Return the genders that titles state: "Mrs" is female, "Dr" states none."""
    words = frozenset(titles)
    found: set[Gender] = set()
    if words & MALE_TITLES:
        found.add("male")
    if words & FEMALE_TITLES:
        found.add("female")
    return found


def gender_of_first_name(name: str) -> Gender | None:
    """Return the gender of a first name that is nearly always given to one sex, else None."""
    return "male" if name in MALE_NAMES else "female" if name in FEMALE_NAMES else None


def may_mean(pronoun: str, name: str) -> bool:
    """Return whether "he" or "she" may mean a person, by the first name; an unknown one may be."""
    gender = gender_of_first_name(name.split(" ")[0])
    wanted = _PRONOUN_GENDERS.get(pronoun.lower())
    return wanted is None or gender in (None, wanted)


def is_organisation(name: str) -> bool:
    """Return whether a name is of a building or an organisation: "Corvin House".

    "Harrow General" is a hospital.
    """
    words = name.split()
    return not {*words}.isdisjoint(ORGANISATIONS | SITES) or words[-1] == "General"


_PRONOUN_GENDERS: dict[str, Gender] = {
    **dict.fromkeys(("he", "him", "his"), "male"),
    **dict.fromkeys(("she", "her", "hers"), "female"),
}

SUBJECT_GENDERS: dict[str, Gender] = {"he": "male", "she": "female"}
"""The genders of the pronouns that stand as a subject."""

# Short titles that are written with a full stop.
ABBREVIATED_TITLES = frozenset(
    "Mr Mrs Ms Dr Prof Sen Sens Rep Reps Gov Lt Gen Col Maj Sgt Capt Rev St".split()
)

# Words after a last name that are no part of it.
NAME_SUFFIXES = frozenset("Jr Sr II III IV".split())

# Endings of the name of a people or a party: "Europeans", "Democrats", "Greens".
GROUP_ENDINGS = tuple("ans ats ists ives eens ns ers ish ese ench utch".split())
