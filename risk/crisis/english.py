"""English crisis language: what expressions are made of, those of acts and thoughts, and the stems to look for. Pure.

Written from the wording of the Columbia Suicide Severity Rating Scale (Posner et al. 2011), the Interpersonal Theory of
Suicide (burden, belonging; Joiner 2005) and warning signs of the American Association of Suicidology. The text searched
is normalised by risk.crisis.text: lower case, no punctuation, contractions written out.
Limit: metaphor, euphemism and new slang outside these lists are not seen.
"""

from risk.crisis.english_wishes import WISHES

FRAGMENTS: dict[str, str] = {
    "self": r"""
        (?:my|your|him|her|them|our|one|it) ?sel(?:f|ves)
    """,
    "own": r"""
        (?:my|your|his|her|their|our)(?: own)?
    """,
    "life": r"""
        <own> (?:\w+ )?(?:life|lives|existence|suffering|misery)
    """,
    "fill": r"""
        (?:(?:just|really|so|badly|actually|seriously|honestly|literally|fucking|finally|only|even|go|and
        ... |simply|either|always|still|also|then|probably|maybe|soon|tonight|completely|hard
        ... |desperately) ){0,3}
    """,
    "pills": r"""
        (?:\w+ ){0,4}(?:pills?|tablets?|meds|medications?|medicines?|paracetamols?|tylenol|advil|aspirins?
        ... |ibuprofen|xanax|panadols?|antidepressants?|painkillers?|insulin|drugs)
    """,
    "weapon": r"""
        (?:gun|pistol|rifle|rope|noose|poison|razors?|blades?|knife|pills)
    """,
    "many": r"""
        (?:(?:like|about|over|around|almost|maybe|at least) )?(?:(?:all|most)(?: of)?(?: my| the| these| those| his
        ... | her)?|(?:a|the|my) (?:whole|entire|full) \w+ of|(?:a|two|three) (?:\w+ )?(?:bunch|handful|bottle|lot
        ... |load|box|packet|ton|strip)s? of|too many|so many|every (?:single )?one of (?:my|the|his|her)|\d\d+
        ... |(?:ten|eleven|twelve|\w+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|(?:a )?hundred)(?: \w+)?
        ... |hundreds? of)
    """,
    "high_place": r"""
        (?:bridge|building|roof|rooftop|balcony|window|cliff|overpass|tower|ledge|floor|flat|trains?|bus|truck
        ... |lorry|cars?|traffic|tracks?|rails|matatu|motorway|highway)
    """,
    "method": r"""
        (?:hang(?:s|ed|ing)?|hung|shoot(?:s|ing)?|shot|drown(?:s|ed|ing)?|stab(?:s|bed|bing)?|poison(?:s|ed
        ... |ing)?|suffocat(?:e|ed|ing)|strangl(?:e|ed|ing)|electrocut(?:e|ed|ing)|asphyxiat(?:e|ed|ing)) <self>
        (?:jump(?:s|ed|ing)?|leap(?:s|ed|ing)?|leapt|(?:throw(?:s|ing)?|threw) <self>) (?:off|of|from|out of
        ... |in front of|into|under|over) (?:\w+ ){0,3}<high_place>
        (?:step(?:s|ped|ping)?|walk(?:s|ed|ing)?|run(?:ning)?|ran|(?:throw(?:s|ing)?
        ... |threw) <self>) (?:out )?(?:in front of
        ... |into) (?:\w+ ){0,2}(?:traffic|trains?|bus|truck|lorry|cars?|matatu)
        (?:swallow(?:s|ing)?|tak(?:e|es|ing)|down(?:ing)?) (?:the|my|his|her|these
        ... |those) (?:\w+ )?<pills> all of them
        (?:slit(?:s|ting)?|slash(?:es|ed|ing)?|cut(?:s|ting)?(?: open)?) <own> (?:\w+ )?(?:wrists?|throat
        ... |veins?)
        (?:take|takes|taking|swallow(?:s|ing)?|down(?:ing)?) <many> <pills>
        overdos(?:e|es|ing)
        od(?:ing)? on
        (?:drink(?:s|ing)?|drank|drunk|swallow(?:s|ed|ing)?) (?:\w+ ){0,2}(?:bleach|poison|pesticides?
        ... |insecticide|antifreeze)
        (?:blow(?:s|ing)?|blew) <own> (?:\w+ )?(?:brains?|head) (?:out|off)
        (?:put(?:ting)?|holding|held|hold) a (?:bullet|gun|knife|blade|pistol) (?:in|to|through
        ... |at) <own> (?:\w+ )?(?:head|mouth|brain|skull|throat|wrists?|temple)
        (?:crash(?:es|ed|ing)?|driv(?:e|es|ing)|drove|steer(?:ed|ing)?) (?:<own>|the|a) (?:\w+ )?(?:car|bike
        ... |truck) (?:into|off|over)
        (?:driv(?:e|es|ing)|drove) (?:\w+ ){0,2}(?:off|over) (?:\w+ ){1,2}(?:cliff|bridge|edge|road)
        (?:bleed(?:ing)?|bled) (?:out|to death)
        starv(?:e|ing) my ?self(?: to death)?
    """,
    "act": r"""
        (?:kill(?:s|ed|ing)?|off(?:ed|ing)?|unaliv(?:e|ed|ing)|murder(?:ing)?) <self>
        (?:end(?:s|ed|ing)?|take|takes|took|taken|taking|finish(?:ed|ing)?) <life>
        (?:end(?:s|ed|ing)?) (?:it all|everything|(?:the|this|my|all the|all this|all my) (?:pain|misery
        ... |suffering|agony|hell))
        (?:commit(?:s|ed|ted|ting|ing)?|do(?:ing)?) (?:a )?suicide
        (?:die|dying|died) by suicide
    """,
    "wish": r"""
        (?:want(?:s|ed|ing)?|need(?:s|ed)?|going|plan(?:s|ned|ning)?|intend(?:s|ed|ing)?|intent(?:ion)?s?|about
        ... |ready|decid(?:e|ed|ing)|prepared|determined|desire|urges?|tempted|long(?:ing)?|craving|wish(?:es
        ... |ed|ing)?|like|hop(?:e|ing)|willing|threaten(?:s|ed|ing)?|promised|swear|have)
    """,
    "try": r"""
        (?:tr(?:y|ies|ied|ying)|attempt(?:s|ed|ing)?)
    """,
    "dead": r"""
        (?:die|be dead|be (?:\w+ )?gone|not exist|not be (?:here|alive)|stop existing|cease to exist
        ... |be nonexistent)
    """,
    "think": r"""
        (?:th(?:ink(?:s|ing)?|ought)s?|ideas?|fantas\w+|dream(?:s|t|ed|ing)?|daydream\w*|images?|visions?
        ... |ideation|obsess\w+) (?:about|of|on)
    """,
    "without_me": r"""
        (?:without me|if i (?:was|were|am|had|just|would|did|died|wasnt|disappeared)(?: not| never| just)*)
    """,
    "died": r"""
        (?:die|died|dead|killed|buried|coffin|grave|under ?ground|cancer)
    """,
    "if_dead": r"""
        (?:if|when|once|after|that|the day) i (?:\w+ )?(?:died?|(?:am|was|were) (?:\w+ )?dead|never w[oa]ke up
        ... |(?:do|did) not wake up|(?:disappear|vanish)(?:ed)?|stop(?:ped)? existing|killed my ?self)
    """,
    "relief": r"""
        (?:relie(?:f|ved)|favou?r|nice|beautiful|appealing|tempting|sweet|blessing|wonderful|easier|better
        ... |peace\w*|release|freedom|mercy|comfort\w*|kinder|gift|escape
        ... |solution|answer
        ... |way out|happ(?:y|ier)|glad|fine|okay|ok|good|best)
    """,
    "more": r"""
        (?:anymore|any ?more|no ?more|any longer)
    """,
}

GROUPS: dict[str, str] = {
    "attempt": r"""
        <try> to <fill>(?:<act>|<method>|die|end it|od)
        <try> (?:and )?<fill>(?:<act>)
        <try>(?: at)? (?:<method>)
        (?:attempt(?:ed|ing)?|tried|survived?) (?:\w+ ){0,2}suicide
        (?:my|i (?:have )?(?:had|made|survived)|his|her|their) (?:\w+ ){0,3}suicide attempts?
        (?:after|since|from|of|by|with|survived?) (?:a|my|the|his
        ... |her) (?:\w+ )?(?:suicide )?attempt(?:ed suicide)?\b(?! to| at)
        suicide attempts?
        attempts? (?:at|on) (?:suicide|my (?:own )?life)
        (?:almost|nearly) (?:<act>|<method>)
        (?:overdosed|od d)
        am <fill>(?:overdosing|oding)
        (?:took|taken|taking) an (?:\w+ )?overdose
        (?:took|taken|taking) (?:(?:some|the|my|rat|a) ){0,2}poison(?! (?:ivy|oak|control|\w+ off)\b)
        my overdose
        (?:i (?:have )?)(?:hanged|hung|shot|drowned|poisoned) my ?self(?! (?:a|an|some|up)\b)
        (?:slit|slashed) <own> (?:\w+ )?(?:wrists?|throat)
        (?:took|taken|swallowed|downed) <many> <pills>
        (?:took|taken|swallowed|downed) (?:the|my|his|her|these|those) (?:\w+ )?<pills> all of them
        (?:try|tried|trying|attempted) (?:to )?(?:end it(?: all)?|die|end things)(?= (?:\w+ ){0,3}(?:times?|twice
        ... |once|before|again|already)\b)
        (?:i|i have|i had) (?:\w+ )?attempted(?! (?:to|the|a|it|my|this|that|an|at)\b)
        (?:drank|drunk|swallowed) (?:\w+ ){0,4}(?:bleach|poison|pesticides?|insecticide|antifreeze)
        (?:jumped|threw my ?self) (?:off|from|out of|in front of|under) (?:\w+ ){0,3}<high_place>
        (?:walked|stepped) (?:out )?(?:into (?:\w+ ){0,2}traffic|in front of (?:a|the) (?:\w+ )?<high_place>)
        (?:drove|crashed) (?:my|the|a) (?:\w+ )?(?:car|bike|truck) (?:off|into) (?:\w+ ){1,3}(?:on purpose|to die)
        (?:wrists?|veins?|throat) (?:\w+ )?(?:cut|slit|slashed) ?(?:open)?
        (?:pulled|squeezed) the trigger
    """,
    "intent": r"""
        <wish> to <fill>(?:be )?(?:<act>|<method>|od|end it(?: tonight| now| soon| today)?(?! with| between
        ... | by))
        (?:will|shall) <fill>(?:<act>|<method>|end it(?: tonight| now| soon| today))
        (?:<act>|<method>) (?:tonight|tomorrow|today|soon|this week|right now|now|on \w+day)
        (?:urges?|intent|intention) (?:of|for) (?:killing my ?self|ending my life|suicide)
        tonight is the night
        (?:top of|roof of|edge of|bridge|rooftop|balcony|tracks) (?:\w+ ){0,5}to jump(?! (?:in|up|on|for)\b)
        (?:almost|nearly) jumped (?:last night|yesterday|today|tonight|off|from|in front|again|this \w+)
        (?:leaving|leave|exit|exiting) (?:this|the) (?:world|earth|life|planet) (?:tonight|today|tomorrow|soon|now)
        (?:almost|nearly) (?:did|done) it (?:\w+ ){0,8}(?:tracks|bridge|roof|rope|pills|knife|gun|edge|balcony)
        am <fill>(?:killing|offing|hanging|shooting|drowning|unaliving|poisoning|stabbing) my ?self
        am <fill>(?:ending|taking) my (?:own )?life
        am <fill>ending (?:it all|everything|it(?: now| tonight| today)?(?! (?:with|between|by|here|there|at|on
        ... |off)\b))
        (?:bridge|roof|rooftop|ledge|edge|balcony|cliff|tracks|rail|railing|window) (?:\w+ ){0,6}(?:want|going|ready
        ... |about|have) to (?:\w+ )?(?:jump|let go|go over|die|end it)
        i will not (?:be alive|be breathing|live|wake up) (?:by|tomorrow|to see|in the|past|after|until|next|long)
        (?:not|never) (?:planning|going|plan|intending|intend) (?:on|to) (?:wak(?:e|ing) up|be(?:ing)? alive
        ... |surviv\w+
        ... |liv(?:e|ing) (?:through|past|until|to see))
        i (?:will|am going to) (?:\w+ )?be dead(?: (?:by|before|soon|tomorrow|tonight|in))?
        done living (?:\w+ ){0,3}(?:doing it|tonight|today)
        going to do it tonight
        (?:killing|ending) (?:my ?self|it all|my life) tonight
    """,
    "plan": r"""
        suicide (?:notes?|letters?|plans?|date|pact)
        <weapon> (?:\w+ ){0,2}(?:am going to|will|am about to|am ready to) use (?:it|them)(?= on my ?self\b
        ... | tonight\b| now\b| today\b| soon\b|$)
        have (?:\w+ ){0,2}<weapon> (?:all |already )?(?:ready|prepared|set up|tied)(?! (?:for (?!me\b|my\b|tonight\b
        ... |when\b)|to (?!die\b|end\b|hang\b|do\b|go\b)))
        (?:make|making|made) (?:it|my death) look like (?:an )?accident
        (?:razors?|blades?|rope|gun|pills|poison|knife) (?:\w+ ){0,2}(?:so|to|for when) (?:\w+ ){0,3}(?:do it
        ... |end it|die)
        plan(?:s|ned|ning)?(?: out)? (?:\w+ ){0,2}(?:suicide|my (?:own )?death)
        plans? (?:to|for|of|on) <fill>(?:<act>|<method>|die)
        (?:how|when|where) i (?:am going to|will|would|want to|plan to) <fill>(?:<act>|<method>|die|do it)
        (?:set|picked|chose|chosen) (?:a|the|my) (?:date|day) (?:to|for) (?:\w+ ){0,2}(?:die|death|suicide
        ... |<act>)
        (?:rope|belt|noose|cord|wire|sheet|scarf) (?:\w+ )?(?:around|round|on|over|to) my neck
        (?:pills|meds|tablets|rope|gun|poison) (?:\w+ ){0,3}(?:lined up|laid out|counted(?: out)?
        ... |ready) (?:\w+ ){0,6}(?:die|not wak\w+|wak\w+ up|end it|tonight)
        by the time (?:you|anyone|they|someone|anybody) (?:read|see|find|hear|get)s? (?:\w+ ){0,2}i (?:will
        ... |would|might|may) (?:\w+ ){0,2}(?:dead|gone)
        (?:goodbye|farewell|good bye) (?:letters?|notes?|videos?)
        (?:gave|given|giving|give) away (?:all )?(?:of )?(?:my|all) (?:\w+ )?(?:things|belongings|stuff
        ... |possessions)
        (?:bought|got|have|found|hid|hidden|ordered|tied|tying|made|making|prepared|kept|keep|buy|buying
        ... |get) (?:\w+ ){0,3}(?:rope|noose|gun|pistol|pills|poison|razor|knife|blade|helium
        ... |belt) (?:\w+ ){0,3}(?:to|so|with|for) (?:\w+ ){0,3}(?:<act>|<method>|die|death)
        (?:tied|tying|made|making|have|bought) (?:a|the|my) noose
        (?:stockpil(?:e|ed|ing)|hoard(?:ed|ing)?|sav(?:e|ed|ing)(?: up)?|collect(?:ed
        ... |ing)) (?:\w+ ){0,2}(?:pills|meds|tablets)
    """,
    "self_harm": r"""
        self ?(?:harm|injur|mutilat)(?:s|ed|ing|e|es|ies|y)?
        cut(?:s|ting)? <self>(?! (?:off|out|short|loose|some|a|down|from|in)\b)
        (?:harm(?:s|ed|ing)?|injur(?:e|es|ed|ing)|hurt(?:s|ing)?|burn(?:s|ed|t|ing)?|scratch(?:es|ed|ing)?
        ... |stab(?:bed|bing)?|punch(?:ed|ing)?|hit(?:ting)?|bruis(?:e|ed|ing)) <self>
        (?:cut(?:s|ting)?|slash(?:ed|ing|es)?|burn(?:s|ed|t|ing)?|slic(?:e|ed|ing)|scratch(?:ed|ing)?
        ... |carv(?:e|ed|ing)) (?:at |up |open |into )?<own> (?:\w+ )?(?:arms?|legs?|thighs?|wrists?|skin
        ... |stomach|body|flesh|forearms?)
        (?:start(?:ed)?|been|back to|relaps(?:ed|ing)(?: and| into| on)?|ke(?:ep|pt)|stop(?:ped)?
        ... |resort(?:ed)? to|turn(?:ed)? to|addicted to|urges? (?:of|for)
        ... |clean from) cutting(?: again)?(?! (?:down|out|back|off|corners|the|it|carbs|class|grass|my|on)\b)
        (?:scratch|pick|dig|claw|bit|bite|biting|punch)\w*(?: at| into)? my (?:\w+ ){1,4}(?:until|till|til
        ... |so) (?:\w+ )?bleeds?
        (?:need|want|urge|have) to cut(?! (?:down|out|back|off|corners|the|it|carbs|class|grass|my|on|costs?|a
        ... |him|her
        ... |them|this|that|in|short|ties|to|some|and|through|up|sugar)\b)
        i cut (?:again|because|to feel|to cope|deep|deeper|every)
        (?:scars|cuts) (?:on|all over|up and down|down|along) my (?:arms?|wrists?|legs?|thighs?|body)
    """,
    "method": r"""
        <method>
        (?:painless(?:ly)?|easiest|easy|quickest|quick|best|fastest|least painful|effective
        ... |peaceful)(?: and \w+)? (?:way|ways|method|methods|means) (?:to|of|for) <fill>(?:die|dying
        ... |suicide|death|<act>)
        ways? to <fill>(?:die|<act>|<method>)
        ways? of (?:dying|<act>)
        how to <fill>(?:<act>|<method>|die|end it|tie a noose)
        how (?:many|much) (?:\w+ ){0,7}(?:to (?:die|kill (?:me|you|a person|someone|my ?self)|end it|be (?:fatal
        ... |lethal)
        ... |overdose)|would kill me|will kill me|is (?:lethal|fatal))
        how (?:long|high|deep|far)(?: \w+){0,5} to (?:die|bleed (?:out|to death)|drown|suffocate|hang my ?self
        ... |kill (?:me|my ?self))
        enough (?:\w+ ){0,3}to (?:kill me|kill my ?self|die|end it|overdose|never wake up)
        (?:rope|belt|beam|noose|ceiling|rafters?|fan) (?:\w+ ){0,6}hang(?:ing)?(?: my ?self)?(?! (?:the|it|up|my
        ... |out|on)\b)
        (?:picture|imagine|see|visuali[sz]e)(?:s|ing)? my ?self (?:\w+ )?(?:jumping|hanging|falling|drowning
        ... |bleeding
        ... |going over|crashing|in (?:a|my) (?:coffin|grave))
        <think> (?:\w+ ){0,6}jump(?:ing)? (?:off|in front|from|out|into)
        (?:pills|rope|bridge|train|gun|knife|blade) (?:and|or) (?:the )?(?:jump(?:ing)?|hang(?:ing)?|overdos\w+
        ... |shoot(?:ing)?)
        (?:lethal|fatal) (?:dose|amount|overdose)
        suicide methods?
        (?:pills|tablets|razor|blades?|rope|gun|noose|poison
        ... |bleach) (?:\w+ ){0,4}(?:in my hands? (?:right )?now|in front of me
        ... |beside me|to my (?:throat|wrists?|neck))
        (?:want|think\w*|feel|like|urge|tempted|going) (?:\w+ ){0,3}let(?:ting)? go of the (?:steering )?wheel
        if i (?:had|owned|could get) (?:a|the|my) (?:\w+ )?(?:gun|pistol|rope|pills) i would(?! (?:\w+ )?(?:shoot
        ... |kill) (?:you|him|her|them|it)\b)
        how (?:do|does|can|could|would|should) (?:you|i|someone|one|people|a person) (?:\w+ )?(?:(?:tie
        ... |make) a noose|die
        ... |<act>|<method>)(?! (?:my|your|the|hair)\b)
        walk(?:ing)? (?:in|into|out into) (?:\w+ ){0,6}(?:not|never) com(?:e|ing) (?:out|back)
        walk(?:ing)? into the (?:river|ocean|sea|lake)
        exit bag
        carbon monoxide
        noose
        die (?:painlessly|without (?:any )?pain)
        gun to my head
        (?:use|using|turn) (?:it|the \w+|a \w+|my \w+) on my ?self
        (?:pills|gun|rope|knife|razor|blade|noose) (?:\w+ )?(?:next to|beside|in front of) me
        (?:standing|sitting) (?:on|at|by) (?:the|a) (?:\w+ ){0,3}(?:<high_place>|edge) (?:\w+ ){0,4}(?:want
        ... |going|ready|about) to jump
    """,
    "named_act": r"""
        <act>
    """,
    "active_thought": r"""
        suicidal(?! (?:people|person|teens?|teenagers?|patients?|clients?|friends?|users?|posts?)\b)
        suicidality
        (?:my (?:head|mind|brain)|voices?) (?:\w+ ){0,5}end it(?! with\b)
        my (?:own )?suicide(?! (?:notes?|letters?|plans?|attempts?)\b)
        i (?:\w+ ){0,2}(?:coming|come|go|going|back|turn\w*|drawn|close|leaning|want|choose|need
        ... |chose) (?:\w+ ){0,2}suicide
        (?:verge|brink|edge) of (?:suicide|<act>|ending it)
        (?:afraid|scared|worried)(?: that)? i (?:will|might|may|am going to) (?:\w+ )?(?:do something
        ... |hurt my ?self|not stop my ?self)
        <try>(?: \w+){0,2} not to <fill>(?:<act>)
        <think> (?:\w+ ){0,2}suicide
        <think> <fill>ending (?:it|things)(?! with)
        (?:think(?:ing)?|thought|wonder(?:ing)?|brain|mind|dream(?:ing)?) (?:\w+ ){0,7}suicide
        suicide (?:\w+ ){0,6}my (?:mind|head|brain|thoughts)
        (?:what if i|i should|should i|i might as well|maybe i
        ... |why do not i) (?:\w+ ){0,2}(?:end(?:ed)? it(?: all)?|end(?:ed)?
        ... my life|kill(?:ed)? my ?self|off my ?self)(?! with)
        ending it(?: all)? (?:\w+ )?(?:sounds?|seems?|feels?|looks?|would|is)(?! (?:with|with you)\b)
        do(?:ing)? (?:something|anything) (?:\w+ )?to my ?self
        suicide (?:has |is |was )?(?:\w+ )?on my mind
        not (?:feel )?safe (?:with|around|from) my ?self
        can not (?:keep my ?self safe|trust my ?self)
        danger to my ?self
        (?:consider(?:s|ed|ing)?|contemplat(?:e|es|ed|ing)|think(?:ing)?|research(?:ed|ing)?) (?:\w+ )?suicide
        (?:suicide|killing my ?self|ending my life|death|dying) (?:\w+ )?(?:is|seems|feels|looks
        ... |sounds) (?:\w+ ){0,4}(?:only|best|option|way|answer|solution|tempting|appealing|escape|relief)
    """,
} | WISHES

# One of these must be in the raw lower-case text before any expression can match; "_" is a space, "." a word's edge.
STEMS = """
    .burn .cut .die .edge .gun .hang .hit .hope .hung .life .live .pain .point .shot .wake a_burden a_future abort
    accident advil afraid_i afraid_that agony alive am_numb another_day another_night another_year antidep antifr
    any_longer any_more anymore around_any around_no asphyx aspirin attempt away_all away_my balcony be_around
    be_gone be_here be_over be_sorry belt beside_me better birthday blade bleach bled bleed blow_my born brain
    brains breathing bridge brink bruis bullet burden buried by_the_time cancer carry_on carrying_on carv cliff
    coffin collaps come_back completely_numb crash crush_me crushed_me ctb d*e d1e danger_to dead death deserve
    did_it disappear do_anything do_it do_this done_it done_with drown drugs dying electrocut embarrass empty
    end_everything end_it end_things ended_everything ended_it ending_everything ending_it ending_my ending_things
    ends_everything ends_it ends_me envious envy exist exit_bag exit_this exiting_this fade_away farewell fatal
    feel_numb feeling_numb feels_numb fifty finish_me finished_me finished_with forty funeral gave_birth gave_up_on
    get_me gets_me give_up_on given_birth given_up_on giving_up_on go_on go_over going_on going_over gone good_bye
    goodbye grave ground harm hate_being hate_my heaven helium here_on_this hit_me hopeless how_i hurt i'm_numb
    ibuprof if_i_ im_numb imagine_my imagining_my in_a_ in_front injur insectic insulin it_tonight i’m_numb
    jealous_of jump jumped k*ll k1ll keep keep_going kil_ kill killed kms knife knock_me knocked_me kys last_day
    last_message last_night last_post leap leave_the leave_this leaving_this ledge let_go let_me_die lethal lives
    living longer me_home medic meds misery miss_me monoxide murder_me murder_my my_bike my_car my_eyes my_head_o
    my_last my_neck never_had nightstand no_escape no_future no_more no_way nomore nonexist noose not_around
    not_here nothing_left obituary od'd od_on oding od’d off_her off_him off_my off_them offed_ offing_ on_my_self
    on_myself on_purpose on_this_earth on_this_planet out_of_my out_of_this over_without overdos painkill painless
    panadol paracet pestic picture_my pictures_my picturing_my pill pistol poison punch railing ran_over razor roof
    rope run_over runs_me runs_over s*ic safe scared_i scared_that scars scratch see_another see_the_morning
    see_tomorrow self-harm self-injur self-mutil self_harm self_injur self_mutil selfharm selfinjur selfmutil sewers
    shoot six_feet slash sleep_forever slic slit so_numb stab starv stay_asleep steer steer_ steering still_here
    strangl strength struck_me su*c sucid suffering suffocat suic suis suiz surviv tablet take_me takes_me terminal
    the_car the_ground the_next the_night the_road thirty this_hell threw_my throat throw_my throwing_my to_end
    to_jump to_my_self to_my_th to_myself to_od to_stop took_me traffic train trapped trigger truck trust_my tylenol
    unaliv unbearable underground useless vanish veins verge waking walk_in walking_in walking_out wheel when_i'm
    when_i_am when_im without_me woke world worried_i worry_about_me worthless wrist xanax
"""
