"""English wishes to be dead, hopelessness and finality: expressions by group, of the pieces in risk.crisis.english.

Pure.
"""

WISHES: dict[str, str] = {
    "wish_to_die": r"""
        (?:want(?:s|ed|ing)?|wish(?:es|ed)?|need|ready|prefer|desire|long(?:ing)?|like|urge)(?: me)? to <fill>(?:die
        ... |be dead|not exist|not be alive|stop existing|cease to exist|stop living)(?! (?:for (?:you|him
        ... |her|them|that|it|us|my|our
        ... |(?:a|some)(?! (?:\w+ )?(?:while|long|time|reasons?|multitude|number|lot|bit)\b))|laughing|of
        ... |hard|my (?:\w+ )?(?:hair|beard|roots|eyebrows|dress|shirt|shoes|clothes|jeans|wool)|alone|hair)\b)
        want(?:s|ed|ing)? (?:my )?(?:own )?death
        (?:not|no longer|never) (?:\w+ )?(?:want|wanted|wanting|wish)(?: to)? <fill>(?:live|be alive|exist
        ... |continue living|go on living|keep living|stay alive)(?! (?:in(?! (?:this|my) (?:body|world|life|state|way
        ... |skin|pain)\b)|with|at|near|here|there|by|on|off|up|together|alone
        ... |next|under|like|without|my|a|the|early|for|from|yet|now|so|before|until|to|this|forever)\b)
        (?:let|make) me die
        i wan (?:die|kill|end)
        not feel like living(?! (?:in|with|at|here|there|alone|together)\b)
        thing i want(?: \w+){0,5} to (?:be dead|die)
    """,
    "passive_wish": r"""
        (?:want(?:s|ed|ing)?|wish(?:es)?|hop(?:e|es|ing)|rather|prefer|like|long(?:ing)?|beg(?:ging)?|ready
        ... |prepared|deserves?|waiting|pray(?:ing)?|need|love|supposed
        ... |desire) (?:to )?<fill><dead>(?! (?:for (?:you|him|her|them|that|it|us|my|our
        ... |(?:a|some)(?! (?:\w+ )?(?:while|long|time|reasons?|multitude|number|lot|bit)\b))|laughing|of
        ... |hard|my (?:\w+ )?(?:hair|beard|roots|eyebrows|dress|shirt|shoes|clothes|jeans|wool)|alone|hair)\b)
        (?:wish(?:ed|ing)?|want|hop(?:e|ed|ing)|pray(?:ed|ing)?)(?: that| to god)? i (?:was|were|am|would|will
        ... |could|had|can|do|did|get|just|never|may)(?: just| not| have| be| be able to| be allowed to| to
        ... | get| finally)* (?:dead|die|died|dying|never (?:been )?born|been born|alive|exist|existed|wake up
        ... |woken up|woke up|wake|cancer|hit by|killed|disappear forever|here anymore|sleep forever
        ... |never wake up|never existed)(?! (?:up )?(?:late|early|rich|tired|serious|right|wrong|sure|good)\b)
        (?:hope|pray|wish|beg)(?:ed|ing|ging)?(?: that| for)? (?:to )?(?:god|the lord|jesus|allah|death
        ... |something|someone)(?: would| will| to| could| just)* (?:takes?|kills?|come|ends?) (?:me|for me
        ... |my life)
        (?:god|lord|jesus|allah|death) (?:please |just |would |will |to )*takes? me(?! (?:to|there|back|for
        ... |seriously|out|with)\b)
        (?:not|no longer|never) (?:\w+ )?(?:want|wanted|wanting|wish|like|care|plan|need|deserve
        ... |desire)(?: to)? <fill>(?:live|living|be (?:alive|here <more>|on this (?:earth|planet)
        ... |in this world|around <more>)|exist|wake up|go on living|keep living|continue living
        ... |keep going on living|carry on living)(?! (?:in(?! (?:this|my) (?:body|world|life|state|way
        ... |skin|pain)\b)|with|at|near|here|there|by|on|off|up|together|alone
        ... |next|under|like|without|my|a|the|early|for|from|yet|now|so|before|until|to|today|this)\b)
        (?:want|wish|like|love|prefer|hope|rather|could|pray)(?:ed
        ... |ing)?(?: i)?(?: to)? (?:\w+ ){0,4}(?:not (?:\w+ )?(?:exist|be alive
        ... |be here <more>|be on this earth|be in this world)|stop (?:existing|being alive|living)|cease to exist
        ... |never (?:have |had )?(?:to )?(?:been born|existed|wake up|exist))
        (?:hop|pray|wish|want)(?:e|ed|ing|s)?(?: to god)?(?: that)? (?:(?!(?:he|she|they|it|you
        ... |we)\b)\w+ ){0,3}(?:not
        ... |never) (?:\w+ )?(?:wake(?: up)?|open my eyes|survive|see (?:tomorrow|the morning
        ... |another day))(?! (?:up )?(?:late|the|him|her|my|anyone|early|till|until|this|so|at|for|to|on|in)\b)
        (?:want|need|going|like|ready|love) to (?:\w+ ){1,4}and (?:\w+ )?(?:die|be dead)(?! (?:of|laughing)\b)
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
        ... |not here|not around|die|died|exist|here|around|alive|born|been born|in it))?(?! (?:there|as|being
        ... |having|you|working|at|to|get|got|go|went|could|knew|know)\b)
        (?:better|happier|easier|safer|at peace|free) (?:off )?(?:being )?dead
        (?:better|happ(?:y|ier)|easier|relieved|glad|favou?r|relief) (?:\w+ ){0,5}(?:<if_dead>|when i am gone)
        (?:no ?one|nobody|who|not|never) (?:\w+ ){0,2}(?:miss|care|notice|cry|mind|matter)(?: \w+){0,3} <if_dead>
        <if_dead>(?: \w+){0,5} (?:<relief>|no ?one|nobody|not (?:care|matter|mind|miss|notice))(?! (?:laughing)\b)
        (?:wish it (?:was|were|had been|could be|could have been)|should (?:have been|be)
        ... |why (?:was|could) it not (?:have been |be )?) ?me(?: \w+){0,4} <died>
        (?:death|dying|being dead|to die|to be dead|not existing) (?:\w+ )?(?:would|will|could|might|must|is
        ... |seems?|sounds?|feels?|looks?)
        ... (?: \w+){0,4} <relief>
        (?:if )?(?:a|some|the) (?:\w+ )?(?:bus|car|truck|train|lorry|matatu|plane|bullet
        ... |lightning) (?:\w+ )?(?:hit|ran over|run over
        ... |kill(?:ed)?|knock(?:ed)?|struck|crush(?:ed)?) me(?: \w+){0,5} (?:<relief>|not (?:\w+ )?(?:mind|care
        ... |matter))
        (?:not (?:\w+ )?(?:mind|care)|hope|wish|pray|wait\w* for)(?: \w+){0,2} (?:a|some|the) (?:\w+ )?(?:bus|car
        ... |truck|train|lorry
        ... |matatu|plane|bullet|cancer|illness|disease|virus|sickness) (?:\w+ ){0,2}(?:hit|ran over|run over
        ... |kill(?:ed)?|takes?|took|finish(?:ed)?|gets?) me
        (?:wish|should have)(?: \w+){0,4} abort(?:ed)?(?: me)?
        wish my (?:mum|mom|mother|parents) (?:had )?never (?:had|gave birth|given birth|carried)
        env(?:y|ious of|ied) (?:the |people who are )?dead
        (?:envy|jealous of) (?:the )?(?:dead|people who (?:died|are dead))
        (?:done|finished|over|through|tired|sick) (?:with|of) (?:this )?life(?! (?:in|on|at|as|here|of)\b)
        (?:god|lord|jesus|father|allah)(?: \w+){0,3} (?:take me (?:home|now|away)|call me home|let me die)
        why am i (?:\w+ ){0,2}(?:alive|breathing)
        not (?:\w+ )?(?:see|imagine|picture) my ?self (?:being )?(?:alive|living)
        better place without me
        (?:should|would|could)(?: have| just| rather| be)* (?:be dead|never been born|not have been born
        ... |not be alive|have died|died instead)
        why am i (?:still )?here on this
        why was i (?:even |ever )?born
        why do i (?:even |still )?(?:exist|live|keep living)
        (?:hate|disappointed|sad|upset|angry) (?:that )?i (?:woke up|am (?:still )?(?:alive|breathing)
        ... |am still here)
        should be dead
        (?:tired|sick|exhausted|done|over|fed up|hate|finished)(?: and tired)? (?:of|with
        ... |from)? ?(?:just )?(?:being alive|existing|existence|living)(?! (?:in|with|at|like|near|here|there
        ... |on|off|under|a|the|out|paycheck|by|alone|room|together|for|among|my|this)\b)
        (?:tired|sick|done) (?:of|with) (?:my life|trying to live|the world)
        (?:and|to|just|would|i|if i|might) (?:never|not) (?:ever )?wak(?:e|ing) (?:back )?up(?! (?:till|until
        ... |early|at
        ... |before|for|the|tired|late|in|this|again)\b)
        never (?:to )?wake up again
        (?:to|and|just|stay|fall|go) (?:a)?sleep forever(?! (?:on|in|if|after)\b)
        better (?:\w+ ){0,3}(?:to (?:be dead|die)|dying)(?! (?:of|for|tired|wrong|right|on)\b)
        (?:thing|way|option|choice) (?:\w+ ){0,4}is (?:to )?(?:just )?(?:die|be dead|disappear forever)
        let me die
        (?:please|someone|somebody|just) kill me(?! (?:now|if|with|for|later)\b)
        put me out of my misery
        i deserve to die
        not (?:care|mind|matter|bother me)(?: at all)? (?:if i|whether i|that i|about)(?: would| were to
        ... | was to| will)? (?:live or die|die|died|dying|lived or died|live|am alive|got hit|was dead|death
        ... |wake up|got killed|get killed)
        would not mind (?:dying|being dead|if i(?: was| were| got| just)* (?:died|dead|die|hit|gone))
        welcome death
        (?:hope|wish|pray|want)(?: that)? (?:this|today|tonight|tomorrow) (?:is|was|to be|will be) my last
        (?:wish|hope|pray|want) (?:\w+ ){0,3}(?:plane|bus|car|train|matatu|lorry|truck|building) (?:would |could
        ...  |will )?(?:just )?(?:crash\w*
        ... |collaps\w*)
        not be around <more>
        why (?:can|do|did|could|would|will) (?:not )?i (?:not )?(?:just )?die
        not (?:\w+ ){0,3}(?:do|want|handle|stand|bear|like) (?:this )?life <more>
        sleep (?:\w+ ){0,2}and (?:not|never) (?:come back|get up again|wake)(?! (?:till|until|early|at|up (?:till
        ... |until|early|at))\b)
        not (?:\w+ ){0,2}(?:want|plan|expect|intend|care)(?: to| even to)? (?:\w+ ){0,2}(?:make it|live
        ... |get) (?:to|past|till|until) (?:be )?(?:thirty|forty
        ... |fifty|\d\d|my \w+ birthday|twenty \w+|old age|next (?:year|month|week))
        not (?:want|wish|care) to (?:carry on|go on|keep going|continue) (?:living|like this|<more>)
        point (?:of|in) (?:carrying on|going on|continuing|keeping going|waking up)
        (?:want|wish|rather|hope|should|better)(?: \w+){0,4} (?:six feet under|in (?:the|a|my) (?:ground|coffin
        ... |grave))
        want out of (?:this|my) (?:life|world)
        (?:death|dying) (?:\w+ ){0,4}(?:i (?:\w+ )?think about|my mind|my head|my thoughts)
        (?:wish|want|hope|pray|beg|need|love)\w* (?:\w+ ){0,4}(?:kill|shoot|murder|stab|strangle|run over)
        ...  me(?! (?:if|with|for|a|an|later|when|your|the|that|some)\b)
        (?:may|might) as well (?:just )?(?:be dead|die|not (?:exist|be (?:here|alive)))
        (?:only|nothing|no ?one|nobody) (?:\w+ ){0,4}keep\w* me alive
        (?:<think>|imagin\w*|pictur\w*|fantasi\w*) (?:\w+ ){0,2}my (?:own )?(?:funeral|death|obituary|grave)
        (?:strength|energy|will|heart|courage) (?:left )?to (?:live|exist|stay alive|be alive)(?! (?:in|with|on)\b)
        not (?:\w+ ){0,4}(?:live|survive|exist)(?: \w+)? another (?:day|night|year|minute|week)
        (?:want|wish|ready|time|like|hope|need)(?: for me)? to (?:just )?(?:leave|exit) (?:this|the) (?:world
        ... |earth|life|planet)
        (?:leaving|exiting) (?:this|the) (?:world|earth|planet)
        (?:beg|pray|hope|wish|ask)\w* (?:\w+ ){0,3}not (?:to )?see (?:the next|another) (?:day|morning)
        (?:god|he|lord|they|you) (?:\w+ ){0,2}(?:not|never) let me die
        (?:only )?(?:option|choice|way|thing)(?: left)?(?: \w+){0,2} (?:is|was) (?:for me )?(?:to )?(?:die|death
        ... |dying|be dead)
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
