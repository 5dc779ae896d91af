"""The words by which English news tells who said something: tables, meant to be extended."""

from __future__ import annotations


def _forms(table: str) -> dict[str, str]:
    """Return the first form of each verb of a table by every form: "say says said"."""
    return {form: line.split()[0] for line in table.strip().splitlines() for form in line.split()}


# Verbs that report speech, with the forms that stand with a subject. What follows is the content
# ("said the bridge was safe"), with or without "that".
SAYING = _forms(
    """
    say says said
    add adds added
    acknowledge acknowledges acknowledged
    admit admits admitted
    allege alleges alleged
    announce announces announced
    answer answers answered
    argue argues argued
    assert asserts asserted
    boast boasts boasted
    caution cautions cautioned
    claim claims claimed
    clarify clarifies clarified
    comment comments commented
    complain complains complained
    concede concedes conceded
    conclude concludes concluded
    confide confides confided
    confirm confirms confirmed
    contend contends contended
    continue continues continued
    counter counters countered
    declare declares declared
    emphasize emphasizes emphasized
    emphasise emphasises emphasised
    exclaim exclaims exclaimed
    explain explains explained
    hint hints hinted
    indicate indicates indicated
    insist insists insisted
    joke jokes joked
    lament laments lamented
    maintain maintains maintained
    muse muses mused
    note notes noted
    observe observes observed
    opine opines opined
    point points pointed
    posit posits posited
    predict predicts predicted
    proclaim proclaims proclaimed
    quip quips quipped
    recall recalls recalled
    reiterate reiterates reiterated
    remark remarks remarked
    repeat repeats repeated
    reply replies replied
    report reports reported
    respond responds responded
    retort retorts retorted
    reveal reveals revealed
    signal signals signaled signalled
    state states stated
    stress stresses stressed
    suggest suggests suggested
    testify testifies testified
    tweet tweets tweeted
    underline underlines underlined
    warn warns warned
    write writes wrote
    """
)

# Verbs that name a hearer before the content: "told reporters that", "asked the court to".
TELLING = _forms(
    """
    tell tells told
    ask asks asked
    assure assures assured
    inform informs informed
    encourage encourages encouraged
    exhort exhorts exhorted
    persuade persuades persuaded
    remind reminds reminded
    urge urges urged
    """
)

# Verbs of speech and thought whose content is a clause with "that" or "to", or an object; they
# count only where such a content follows.
MEANING = _forms(
    """
    accuse accuses accused
    advise advises advised
    advocate advocates advocated
    applaud applauds applauded
    assail assails assailed
    assume assumes assumed
    attack attacks attacked
    back backs backed
    agree agrees agreed
    appeal appeals appealed
    believe believes believed
    bemoan bemoans bemoaned
    blame blames blamed
    blast blasts blasted
    call calls called
    challenge challenges challenged
    characterize characterizes characterized
    chide chides chided
    cite cites cited
    compare compares compared
    condemn condemns condemned
    criticize criticizes criticized
    criticise criticises criticised
    decry decries decried
    defend defends defended
    demand demands demanded
    denounce denounces denounced
    deny denies denied
    deride derides derided
    describe describes described
    discuss discusses discussed
    dismiss dismisses dismissed
    dispute disputes disputed
    doubt doubts doubted
    downplay downplays downplayed
    echo echoes echoed
    endorse endorses endorsed
    estimate estimates estimated
    expect expects expected
    fear fears feared
    feel feels felt
    find finds found
    guess guesses guessed
    hail hails hailed
    highlight highlights highlighted
    hope hopes hoped
    imply implies implied
    intend intends intended
    invoke invokes invoked
    know knows knew
    lambast lambasts lambasted
    lambaste lambastes
    liken likens likened
    mention mentions mentioned
    mock mocks mocked
    oppose opposes opposed
    outline outlines outlined
    plan plans planned
    plead pleads pleaded
    pledge pledges pledged
    praise praises praised
    promise promises promised
    propose proposes proposed
    question questions questioned
    recommend recommends recommended
    rebuke rebukes rebuked
    refuse refuses refused
    regret regrets regretted
    reject rejects rejected
    request requests requested
    ridicule ridicules ridiculed
    scold scolds scolded
    show shows showed shown
    support supports supported
    slam slams slammed
    speculate speculates speculated
    swear swears swore
    thank thanks thanked
    think thinks thought
    threaten threatens threatened
    tout touts touted
    understand understands understood
    view views viewed
    vow vows vowed
    want wants wanted
    wish wishes wished
    wonder wonders wondered
    worry worries worried
    """
)

VERBS = {**MEANING, **TELLING, **SAYING}


def progressive(verb: str) -> str:
    """Return the form that stands after "is": "saying", "promising", "planning"."""
    if verb.endswith("e") and not verb.endswith("ee"):
        return f"{verb[:-1]}ing"
    return f"{verb}{verb[-1]}ing" if verb in ("plan", "slam") else f"{verb}ing"


PROGRESSIVES = {progressive(verb): verb for verb in VERBS.values()}

# Nouns for what was said, after whose it is: "Lee's claim that", "the council's promise to".
SAYINGS = frozenset(
    """
    accusation admission allegation announcement argument assertion assurance belief call claim
    comment complaint concern conclusion contention declaration demand denial fear hope insistence
    pledge plan prediction promise proposal remark request statement suggestion threat view vow
    warning
    """.split()
)

# Forms of verbs that are as often the plural of a noun: "the demands that".
SAYINGS_TOO = frozenset(
    """
    answers attacks calls claims comments complaints concerns demands doubts fears hopes notes
    plans pledges praises promises questions remarks replies reports requests retorts states
    threats tweets views wants warnings wonders
    """.split()
)

# What begins the time or place of a statement: nothing is reported there.
TIMES = frozenset(
    """
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June
    July August September October November December Mon Tue Tues Wed Thu Thurs Fri Sat Sun Jan Feb
    Mar Apr Jun Jul Aug Sept Oct Nov Dec yesterday today tonight tomorrow earlier later last this
    recently again here there then
    """.split()
)

# Words between a subject and its verb.
BETWEEN = frozenset(
    """
    'd 'll 've also again already always both even ever first instead just long merely
    nevertheless nonetheless soon sometimes thus further has have had himself herself itself later
    never not now often once only recently repeatedly since still then themselves though too would
    will did does do yesterday today earlier previously publicly reportedly simply
    """.split()
)

# Before a participle these make the passive: nobody is said to speak.
PASSIVE = frozenset("is are was were be been being 's 're am get gets got getting widely".split())

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

# Those of them that are no office of one person: "Ann Lee, a council engineer" is not the council.
BODIES = frozenset(
    """
    agency article bank board campaign commission committee company council court department
    document government group letter memo ministry newspaper paper party police poll report
    statement study survey union
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

# Capitals that begin no name.
NO_NAMES = frozenset(
    """
    A An And As At After Although Also According All Another Any Are Because Before Both But By
    Despite Did Do Does Donations During Each Earlier Even Every Few For From Had Has Have He
    Her Here His How However I If In Indeed Instead Is It Its Just Last Later Less Like Many
    Maybe Meanwhile More Most Much My Neither Never Next No Nor Not Nothing Now Of On Once One
    Only Or Other Others Our Over Perhaps Put She Since So Some Someone Still Such Than That The
    Their Then There These They This Those Though Three Through To Today Tomorrow Too Two Under
    Until Up Was We Well Were What When Where Whether Which While Who Whose Why With Without
    Would Yes Yesterday Yet You Your Monday Tuesday Wednesday Thursday Friday Saturday Sunday
    January February March April May June July August September October November December Asked
    Speaking Writing Responding
    """.split()
)

# Words inside a name that have no capital.
PARTICLES = frozenset(
    """
    al af ap bin da de del della den der di dos du el ibn la le ten ter van von
    """.split()
)

# Words that begin what stands before a subject, or part it from what comes before.
PREPOSITIONS = frozenset(
    """
    about above across after against alongside amid among around as at because before behind below
    beside besides between beyond by despite during except for from if in including inside into like
    near of off on onto out outside over past per since though through throughout to toward towards
    under unless until upon via when where whereas while with within without asked speaking citing
    quoting although once
    """.split()
)

CONJUNCTIONS = frozenset(
    """
    and but or nor yet so that which because while as when if where whether than
    """.split()
)

# Words that may stand before the subject that a sentence begins with.
LEADS = frozenset(
    """
    but and yet so still then now however meanwhile later also instead the a an former current new
    presidential vice fellow longtime veteran
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
