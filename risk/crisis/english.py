"""English crisis language: expressions by group, everyday idioms, and the stems that make a closer look worthwhile.

Written from the wording of the Columbia Suicide Severity Rating Scale (Posner et al. 2011), the Interpersonal Theory of
Suicide (burden, belonging; Joiner 2005) and warning signs of the American Association of Suicidology. The text searched
is normalised by risk.crisis.text: lower case, no punctuation, contractions written out.
Limit: metaphor, euphemism and new slang outside these lists are not seen.
"""

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
        (?:\w+ ){0,2}(?:pills?|tablets?|meds|medications?|medicines?|paracetamols?|tylenol|advil|aspirins?
        ... |ibuprofen|xanax|panadols?|antidepressants?|painkillers?|insulin|drugs)
    """,
    "many": r"""
        (?:(?:all|most)(?: of)?(?: my| the| these| those| his| her)?|(?:a|the|my) (?:whole|entire|full) \w+ of
        ... |a (?:bunch|handful|bottle|lot|load|box|packet|ton) of|too many|so many|\d+|(?:twen|thir|for|fif
        ... |six)ty|hundreds? of)
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
        (?:step(?:s|ped|ping)?|walk(?:s|ed|ing)?|run(?:ning)?|ran) (?:out )?(?:in front of
        ... |into) (?:\w+ ){0,2}(?:traffic|trains?|bus|truck|lorry|cars?)
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
        (?:bleed(?:ing)?|bled) (?:out|to death)
        starv(?:e|ing) my ?self(?: to death)?
    """,
    "act": r"""
        (?:kill(?:s|ed|ing)?|off(?:ed|ing)?|unaliv(?:e|ed|ing)|murder(?:ing)?) <self>
        (?:end(?:s|ed|ing)?|take|takes|took|taken|taking|finish(?:ed|ing)?) <life>
        (?:end(?:s|ed|ing)?) (?:it all|everything|(?:the|this|my|all the|all this|all my) pain)
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
    "more": r"""
        (?:anymore|any ?more|no ?more|any longer)
    """,
}

GROUPS: dict[str, str] = {
    "attempt": r"""
        <try> to <fill>(?:<act>|<method>|die|end it|od)
        <try> (?:and )?<fill>(?:<act>)
        <try>(?: at)? (?:<method>)
        (?:attempt(?:ed|ing)?|tried|survived?) (?:\w+ )?suicide
        (?:my|i (?:have )?(?:had|made|survived)|his|her|their) (?:\w+ ){0,3}suicide attempts?
        (?:after|since|from|of|by|with|survived?) (?:a|my|the|his
        ... |her) (?:\w+ )?(?:suicide )?attempt(?:ed suicide)?\b(?! to| at)
        suicide attempts?
        attempts? (?:at|on) (?:suicide|my (?:own )?life)
        (?:almost|nearly) (?:<act>|<method>)
        (?:overdosed|od d)
        my overdose
        (?:i (?:have )?)(?:hanged|hung|shot|drowned|poisoned) my ?self
        (?:slit|slashed) <own> (?:\w+ )?(?:wrists?|throat)
        (?:took|taken|swallowed|downed) <many> <pills>
        (?:drank|drunk|swallowed) (?:\w+ )?(?:bleach|poison|pesticides?|insecticide|antifreeze)
        (?:jumped|threw my ?self) (?:off|from|out of|in front of|under) (?:\w+ ){0,3}<high_place>
    """,
    "intent": r"""
        <wish> to <fill>(?:be )?(?:<act>|<method>|od|end it(?: tonight| now| soon| today)?(?! with| between
        ... | by))
        (?:will|shall) <fill>(?:<act>|<method>|end it(?: tonight| now| soon| today))
        (?:<act>|<method>) (?:tonight|tomorrow|today|soon|this week|right now|now|on \w+day)
        (?:urges?|intent|intention) (?:of|for) (?:killing my ?self|ending my life|suicide)
        tonight is the night
        going to do it tonight
        (?:killing|ending) (?:my ?self|it all|my life) tonight
    """,
    "plan": r"""
        suicide (?:notes?|letters?|plans?|date|pact)
        plan(?:s|ned|ning)?(?: out)? (?:\w+ ){0,2}(?:suicide|my (?:own )?death)
        plans? (?:to|for|of|on) <fill>(?:<act>|<method>|die)
        (?:how|when|where) i (?:am going to|will|would|want to|plan to) <fill>(?:<act>|<method>|die|do it)
        (?:set|picked|chose|chosen) (?:a|the|my) (?:date|day) (?:to|for) (?:\w+ ){0,2}(?:die|death|suicide
        ... |<act>)
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
        (?:cut(?:s|ting)?|burn(?:s|ed|t|ing)?|slic(?:e|ed|ing)|scratch(?:ed|ing)?
        ... |carv(?:e|ed|ing)) (?:at |up |open |into )?<own> (?:\w+ )?(?:arms?|legs?|thighs?|wrists?|skin
        ... |stomach|body|flesh|forearms?)
        (?:start(?:ed)?|been|back to|relaps(?:ed|ing)(?: and| into| on)?|ke(?:ep|pt)|stop(?:ped)?
        ... |resort(?:ed)? to|turn(?:ed)? to|addicted to|urges? (?:of|for)
        ... |clean from) cutting(?: again)?(?! (?:down|out|back|off|corners|the|it|carbs|class|grass|my|on)\b)
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
        how (?:many|much) (?:\w+ ){0,7}(?:to (?:die|kill me|kill my ?self|end it|be (?:fatal|lethal)|overdose)
        ... |would kill me|will kill me|is (?:lethal|fatal))
        (?:lethal|fatal) (?:dose|amount|overdose)
        suicide methods?
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
        <try>(?: \w+){0,2} not to <fill>(?:<act>)
        <think> (?:\w+ ){0,2}suicide
        <think> <fill>ending (?:it|things)(?! with)
        suicide (?:has |is |was )?(?:\w+ )?on my mind
        not (?:feel )?safe (?:with|around|from) my ?self
        can not (?:keep my ?self safe|trust my ?self)
        danger to my ?self
        (?:consider(?:s|ed|ing)?|contemplat(?:e|es|ed|ing)|think(?:ing)?|research(?:ed|ing)?) (?:\w+ )?suicide
        (?:suicide|killing my ?self|ending my life|death|dying) (?:\w+ )?(?:is|seems|feels|looks
        ... |sounds) (?:\w+ ){0,4}(?:only|best|option|way|answer|solution|tempting|appealing|escape|relief)
    """,
    "passive_wish": r"""
        (?:want(?:s|ed|ing)?|wish(?:es)?|hop(?:e|es|ing)|rather|prefer|like|long(?:ing)?|beg(?:ging)?|ready
        ... |prepared|deserves?|waiting|pray(?:ing)?|need|love|supposed
        ... |desire) (?:to )?<fill><dead>(?! (?:for (?:you|him|her|them|that|it|us|my|our|a|some)|laughing|of
        ... |hard|my|alone|hair)\b)
        (?:wish(?:ed|ing)?|want|hop(?:e|ed|ing)|pray(?:ed|ing)?)(?: that| to god)? i (?:was|were|am|would|will
        ... |could|had|can|do|did|get|just|never|may)(?: just| not| have| be| be able to| be allowed to| to
        ... | get| finally)* (?:dead|die|died|dying|never (?:been )?born|been born|alive|exist|existed|wake up
        ... |woken up|woke up|wake|cancer|hit by|killed|disappear forever|here anymore|sleep forever
        ... |never wake up|never existed)
        (?:hope|pray|wish|beg)(?:ed|ing|ging)?(?: that| for)? (?:to )?(?:god|the lord|jesus|allah|death
        ... |something|someone)(?: would| will| to| could| just)* (?:takes?|kills?|come|ends?) (?:me|for me
        ... |my life)
        (?:god|lord|jesus|allah|death) (?:please |just |would |will |to )*takes? me(?! (?:to|there|back|for
        ... |seriously|out|with)\b)
        (?:not|no longer|never) (?:\w+ )?(?:want|wanted|wanting|wish|like|care|plan|need|deserve
        ... |desire)(?: to)? <fill>(?:live|living|be (?:alive|here <more>|on this (?:earth|planet)
        ... |in this world|around <more>)|exist|wake up|go on living|keep living|continue living
        ... |keep going on living|carry on living)(?! (?:in|with|at|near|here|there|by|on|off|up|together|alone
        ... |next|under|like|without|my|a|the|early|for|from|yet|now|so|before|until|to|today)\b)
        (?:no|not (?:\w+ )?(?:see|have|find|got)(?: a| any| the)?|any|single|one|lost|lose|losing|lost all
        ... |little) (?:\w+ )?(?:reason|point|purpose|will|desire|motivation|need)s? (?:left )?(?:to|in|for
        ... |of)(?: me)?(?: to)? (?:live|living|go on living|be alive|being alive|keep living|stay alive
        ... |staying alive|exist|existing|continue living|carry on living|wake up|my life|life)
        (?:what is the (?:point|purpose)|point) (?:of|in) (?:living|life|my life|being alive|staying alive
        ... |existing|existence)
        (?:life|living|it|this) (?:\w+ )?(?:is|seems|feels|was) (?:\w+ )?(?:not|no longer)(?: even
        ... | really)? worth living
        (?:my life|living|life) (?:\w+ )?(?:is|seems|feels) (?:\w+ )?(?:not|no longer)(?: even| really)? worth it
        not worth (?:living|being alive)
        nothing (?:left |more )?(?:to|worth) (?:live|living)(?: for)?
        (?:better(?! at)|happier|easier|best|fine|relieved|glad)(?: \w+){0,5} <without_me>(?: (?:dead|gone
        ... |not here|not around|die|died|exist|here|around|alive|born|been born|in it))?(?! (?:there|being
        ... |having|you|working|at|to|get|got|go|went|could|knew|know)\b)
        better (?:off )?(?:being )?(?:dead|when i am (?:dead|gone))
        better place without me
        (?:should|would|could)(?: have| just| rather| be)* (?:be dead|never been born|not have been born
        ... |not be alive|have died|died instead)
        why am i (?:still )?(?:alive|here on this)
        why was i (?:even |ever )?born
        why do i (?:even |still )?(?:exist|live|keep living)
        (?:hate|disappointed|sad|upset|angry) (?:that )?i (?:woke up|am (?:still )?alive|am still here)
        should be dead
        (?:tired|sick|exhausted|done|over|fed up|hate|finished)(?: and tired)? (?:of|with
        ... |from)? ?(?:just )?(?:being alive|existing|existence|living)(?! (?:in|with|at|like|near|here|there
        ... |on|off|under|a|the|out|paycheck|by|alone|room|together|for|among|my|this)\b)
        (?:tired|sick|done) (?:of|with) (?:life|this life|my life|trying to live|the world|everything and)
        (?:and|to|just|would|i|if i|might) (?:never|not) (?:ever )?wak(?:e|ing) (?:back )?up
        never (?:to )?wake up again
        sleep forever
        let me die
        (?:please|someone|somebody|just) kill me(?! (?:now|if|with|for|later)\b)
        put me out of my misery
        i deserve to die
        not (?:care|mind|matter|bother me)(?: at all)? (?:if i|whether i|that i|about)(?: would| were to
        ... | was to| will)? (?:live or die|die|died|dying|lived or died|live|am alive|got hit|was dead|death
        ... |wake up|got killed|get killed)
        would not mind (?:dying|being dead|if i)(?: was| were| got| just)* ?(?:died|dead|die|hit|gone)?
        welcome death
        look forward to dying
        not (?:see|imagine|picture) (?:my ?self )?(?:living|being alive|alive|a future)(?: past| beyond)?
        (?:no ?one|nobody|who) would (?:even |really |ever )*(?:care|notice|miss me
        ... |be sad)(?: \w+){0,2} if i (?:died|was dead|was gone|were gone|disappeared|killed|die|vanished
        ... |were dead|am gone)
        (?:<think>|thoughts? of|wish for|want|craving|longing for|dreaming of) (?:my (?:own )?|just )?(?:death
        ... |dying|being dead|not being alive|not existing|not waking up)(?! of)
        (?:disappear|be gone|vanish|leave this (?:world|earth)|fade away)(?: from (?:this (?:world|earth)
        ... |existence)| forever| for good)
        (?:can not|could not|unable to) (?:\w+ )?(?:go on|keep|continue) living
        (?:can not|could not|unable to) (?:\w+ )?(?:live|be alive|keep living|stay alive|go on living
        ... |exist)(?: like this| this way)? <more>
        (?:join|be with|see) (?:him|her|them|my \w+) in heaven
        wish (?:for|i had) (?:death|cancer|a terminal)
        want (?:to|it all to) be over
        want(?:s|ed)? (?:it all|my life|everything) to (?:end|be over)
        feel(?:ing|s)? like dying
        (?:wish|hope|hoping|pray) (?:a|some|the|that a) (?:\w+ )?\w+ (?:would |could |will |just )*(?:hits?|run
        ... |runs|crush|kills?) (?:over )?me
        (?:way out|escape|answer|solution|option|relief)(?: left)? (?:is|for me is|left is) (?:death|dying
        ... |to die)
        if i (?:just )?(?:died|were dead|was dead|die|killed my ?self)(?: \w+){0,3} (?:better|relief|relieved
        ... |care|notice|miss|happier)
    """,
    "hopelessness": r"""
        (?:no|lost|lose|losing|without|any|given up|gave up|beyond)(?: all| any| my)? hope
        (?:feel(?:s|ing)?|am|is|so) (?:\w+ )?hopeless
        no (?:future|way out|escape|way forward)
        nothing left(?: for me)?
        see no (?:point|future)
        no point (?:anymore|to anything|in anything)
        can not (?:\w+ )?(?:do|take|handle|bear|stand|cope|deal|fight|keep doing|live)(?: with)?(?: this| it
        ... | life| all this)? <more>
        can not (?:go on|keep going|carry on|do this)
        (?:giv(?:e|ing|en)|gave) up on (?:life|everything|my ?self|living)
        (?:such |just |only |am |being |be |nothing but )a burden
        burden (?:to|on) (?:everyone|my|them|others|people)
        (?:am|feel(?:ing)?|so|completely) (?:worthless|trapped|useless|empty|numb|dead) ?(?:inside)?
        hate (?:my life|my ?self|being me)
        never (?:going to )?get (?:any )?better
        unbearable
        want (?:it|this|the pain|everything) to (?:stop|end)
        in so much pain
        what is the point
    """,
    "finality": r"""
        (?:will|would|am) not (?:be )?(?:here|around|alive)(?: for)?(?: much)? (?:longer|tomorrow|anymore
        ... |next \w+)
        goodbye (?:forever|world|everyone)
        (?:said|saying|say) (?:my )?goodbyes?(?: to everyone| to the world)?
        this is (?:my )?(?:last (?:message|post|night|day)|goodbye)
        not have to worry about me
        (?:you|they|everyone) will (?:all )?(?:miss me|be sorry) when i am gone
        when i am gone
    """,
}

# What takes the weight out of an expression it overlaps.
IDIOMS = r"""
    (?:<act>|<method>|die|died|dying|hurt <self>) (?:laughing|from laughing|of laughter|with laughter|giggling)
    (?:die|died|dying|dead) (?:\w+ )?(?:of|from|with) (?:\w+ )?(?:embarrassment|boredom|shame|laughter
    ... |curiosity|excitement|happiness|hunger|thirst|cold|heat|joy|cuteness|jealousy|a cold|the cold|the heat)
    (?:shot|shoot|shooting|kick\w*) my ?self in the (?:foot|feet|leg)
    hang (?:it|them|these) up my ?self
    (?:hurt|burn(?:ed|t|ing)?|cut|injured|stabbed|poked|hit|scratched|bruised|punched) my ?(?:self
    ... |\w+)(?: \w+){0,3} (?:shaving|cooking|baking|playing|running|exercising|at the gym|gym|skating|skiing
    ... |cycling|football|soccer|basketball|tennis|oven|stove|iron|kettle|pan|grill|by accident|accidentally
    ... |by mistake|while (?!i\b)\w+ing|falling|slicing|chopping|peeling|gardening|lifting|working out|training
    ... |on the door|on glass|on paper|by the sun)
    (?:hit|hurt|cut|burned|burnt|scratched|stabbed|injured) my ?self(?: \w+){0,8} (?:by accident|accidentally
    ... |by mistake)
    accident(?:al)?ly (?:\w+ )?(?:hurt|burned|burnt|cut|injured|overdosed|stabbed)(?: \w+){0,3}
    cut my ?self (?:off|some|short|loose|a)
    (?:overdos(?:e|es|ed|ing)|od(?:ed|ing)?) (?:\w+ )?on (?:\w+ )?(?:netflix|chocolate|coffee|caffeine|sugar
    ... |candy|cake|food|tv|pizza|vitamin|sweets|cookies|love|memes|series|ice)
    (?:career|social|political|professional|commercial|financial|economic|academic) suicide
    suicide (?:squad|mission|watch|doors?|squeeze|prevention|hotline|awareness|bomb\w*|rates?|statistics|line
    ... |helpline|drill|drills|runs?|wings?)
    end (?:it|things|everything|it all) (?:\w+ )?(?:with|between) \w+
    jump(?:ed|ing)? (?:off|from) the (?:pier|diving|board|swing)
    suicide (?:\w+ )?(?:not|never) (?:\w+ ){0,4}(?:answer|way|option|solution|worth)
    no one wants? (?:you|me) to
    suicidal (?:thoughts?|feelings?|ideation|people|impulses) (?:are|is|can) (?:\w+ )?(?:not|very|real|a|an
    ... |common|normal|serious)\b
    take my life (?:back|into|seriously|in my own|to the next|in a|for granted)
    (?:saved|changed|turned) my life
    (?:bungee|sky ?div\w*|parachut\w*)(?: \w+){0,4}
    end my (?:\w+ )?life as
    ready to die (?:hard|for (?:you|him|her|my))
    kill(?:s|ed|ing)? <self> (?:with|over) (?:\w+ )?(?:work|homework|exams?|studying|housework|training)
    (?:working|work(?:ed)?|studying|practically|training) (?:and )?kill(?:ing|ed)? <self>
    (?:kill(?:ing|ed)?) <self> (?:to (?:get|finish|make|meet|please|look|pay|earn)|at (?:work|the gym
    ... |the office)|trying to)
    (?:want to|ready to|could|would|to) (?:just )?disappear (?:in|into|for (?:a|the|an|some))
    better (?:off )?without me (?:being|having|you|working|there)
    go(?:es)? on without me
    happy without me
    fine without me(?: there)?
"""

# One of these must be in the raw lower-case text before any expression can match; "_" is a space.
STEMS = """
    a_future advil alive antidep antifr any_longer any_more anymore asphyx aspirin attempt away_all away_my
    be_around be_gone be_here be_over be_sorry better blade bleach bled bleed blow_my born brains bruis bullet
    burden burn by_the_time carry_on carv ctb cut d*e d1e danger_to dead death deserve die disappear do_this drown
    drugs dying electrocut empty end_everything end_it end_things ended_it ending_everything ending_it ending_things
    exist exit_bag fade_away farewell fatal gave_up_on give_up_on given_up_on giving_up_on go_on gone good_bye
    goodbye gun hang harm hate_being hate_my heaven helium hit hope hopeless how_i hung hurt ibuprof if_i_ injur
    insectic insulin it_tonight jump k*ll k1ll keep_going kil_ kill kms knife kys last_day last_message last_night
    last_post leap lethal life live lives living longer medic meds misery miss_me monoxide murder_my my_car
    no_escape no_future no_more no_way nomore nonexist noose not_around not_here nothing_left numb od'd od_on od’d
    off_her off_him off_my off_them offed_ offing_ on_my_self on_myself over_without overdos pain painkill painless
    panadol paracet pestic pills pistol point poison punch razor rope s*ic safe scars scratch self-harm self-injur
    self-mutil self_harm self_injur self_mutil selfharm sewers shoot shot slash sleep_forever slic slit stab starv
    strangl su*c sucid suffering suffocat suic suis suiz tablet take_me takes_me the_car the_night threw_my throat
    throw_my throwing_my to_end to_od to_stop traffic train trapped truck trust_my tylenol unaliv unbearable useless
    vanish veins wake waking when_i'm when_i_am when_im without_me woke world worry_about_me worthless wrist xanax
"""
