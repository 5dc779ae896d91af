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
