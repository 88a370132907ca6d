"""Swahili and Sheng crisis language: expressions by group, everyday idioms, and stems that call for a closer look.

The verb carries person, tense and negation in its prefixes (ni-ta-jiua "I will kill myself", a-li-jiua "he killed
himself", si-taki "I do not want"), so expressions match any prefix and risk.crisis.context reads it. Sheng puts Swahili
prefixes on English roots (naji-cut, kuji-kill, ku-die) and has its own (kudedi, kudanja "to die", kumada "to kill").
Limits: written from general knowledge of the languages and not yet reviewed by clinicians who speak them; the slang of
the coast and of Tanzania is thinly covered, and Sheng changes faster than any list.
"""

FRAGMENTS: dict[str, str] = {
    "prefix": r"""
        [a-z']{0,9}
    """,
    "water": r"""
        (?:bwawa|pool|swimming)
    """,
    "place": r"""
        (?:\w+ ){0,3}(?:barabara\w*|gari|magari|mat|matatu|treni|reli|mto|mtoni|bahari|baharini|daraja\w*
        ... |ghorofa\w*|roof|juu|balcony|dirisha\w*|kisima\w*|ziwa|ziwani|lori|basi|mbele|bridge|train
        ... |orofa\w*)(?! la| ya <water>)
    """,
    "poison": r"""
        (?:ma ?)?(?:sumu|rat ?rat|poison|dawa ya panya|sumu ya panya|jik|acid|dawa ya kuua \w+|triatix|bleach)
    """,
    "many_pills": r"""
        (?:ma ?|hizo |hizi |zile )?(?:vidonge|tembe|dawa|pills?|piriton\w*|panadol\w*|tablets?|madawa|medicine
        ... |meds) (?:\w+ )?(?:vyote|zote|nyingi|vingi|mob|mingi|kibao|yote|mengi|all)
    """,
    "kill": r"""
        (?:jiu[aei]|jinyong[aei]|jito(?:a|e|i|lee) (?:uhai|roho|maisha|duniani)|jimaliz[aei]|jiangamiz[aei]
        ... |ji ?kill|jidedi(?:sh[ae])?|jimad[ae]|jichinj[aei]|jipig[aei] risasi|jizamish[ae]|ji ?hang
        ... |ji ?shoot|ji ?unalive|jikatia (?:life|maisha|uhai)|ji ?poison|(?:jitup[ae]|jirush[ae]
        ... |jump) <place>|ji ?off|jichom[ae] (?:moto|petroli)|(?:ji ?)?overdose)
    """,
    "end": r"""
        (?:[a-z]{0,3}kati(?:sh|z)[ae]|[a-z]{0,3}kat[ae]|[a-z]{0,3}maliz[ae]|to[ae]|ya?ond?o[ae]|end
        ... |finish) (?:my (?:own )?|hii |haya |hizi |tu |hi )?(?:maisha|uhai|life|roho)(?: (?:yangu|wangu|yako
        ... |yake|wake|hii|haya|tu))?(?! (?:ya|za) \w+)
    """,
    "take": r"""
        (?:[a-z]{0,2}(?:nyw|mez)[ae]|kunyw[ae]|drink|meza|tumia) (?:\w+ )?(?:<poison>)
        (?:[a-z]{0,2}nyw|mez)[ae] <many_pills>
    """,
    "suicide": r"""
        commit(?: suicide)?
        do suicide
        kill my ?self
        end it all
    """,
    "act": r"""
        (?:<kill>|<end>|<take>|<suicide>)
    """,
    "fill": r"""
        (?:(?:tu|sana|sasa|kabisa|leo|tena|hata|kwamba|za|ya|wa|vile|ni|na|kwa|pia|saa|hii|hapa|kuenda|kwenda
        ... |ku|just|to) ){0,3}
    """,
    "want": r"""
        [a-z']{1,6}(?:taka|takaga|tamani|penda|panga|pangia|amua|kusudia|azimia|enda|feel|plan|decide|want
        ... |dai|ona kama|eza|weza|swear|apa|wish|omba|chagua|ngoja|subiri|skia|sikia|hisi)
    """,
    "think": r"""
        [a-z']{1,7}(?:fikiri[ae]?|waza|waz[ae]|fikirii?a|think|imagine|cheki|ota|dhani[ae]
        ... |consider)(?: (?:kuhusu|about|juu ya|of|ju ya))?
    """,
    "die": r"""
        (?:ku ?(?:fa|kufa|dedi|die|dead|danja|fariki|i?aga dunia|i?acha dunia|ondoka duniani|toka duniani
        ... |toweka|tokuwepo|tokuwa hai|rest in peace|kata kamba)|ni(?:fe|kufe|dedi|die|danje|fariki|kate kamba
        ... |toweke|siwepo)|ninge(?:kufa|kuwa nimekufa|die|dead|dedi|danja|fariki|kuwa dead)|kukata kamba
        ... |nimekufa|nimededi)
    """,
    "better": r"""
        (?:afadhali|bora|heri|kheri|wacha|acha|ngoja|laiti|better|ni vyema|vyema|ni vizuri|hadi|ili|mpaka siku
        ... |natumai|omba|niache(?:ni)?|mniache)
    """,
    "dying": r"""
        (?:<prefix>(?:kufa|kufe|fe|dedi|die|dead|danja|fa))
    """,
}

GROUPS: dict[str, str] = {
    "attempt": r"""
        <prefix>(?:jaribu|try|attempt|jaribia) <fill>(?:ku|ni)?<act>
        <prefix>(?:jaribu|try|attempt) <fill><die>
        (?:jaribio|majaribio|attempts?) (?:langu |yangu )?(?:la|ya|za) (?:ku)?<act>
        (?:ni|a)(?:li|me|ka)(?:ji)?(?:kunywa|meza|kumeza|drink) (?:\w+ )?(?:<poison>)
        (?:ni|a)(?:li|me|ka)(?:kunywa|meza) <many_pills>
        (?:ni|a)(?:li|me|ka)(?:ji)?overdose
        (?:ni|a)(?:li|me|ka)jinyonga
    """,
    "intent": r"""
        <want> <fill>(?:ku|ni|a)?<act>
        <want> <fill>ku[iy]?(?:nywa|meza) (?:<poison>)
        (?:(?:ni|n|n'|tu|a|wa|u|m)ta|(?:ni|a|wa|u)na|na|n[ai]?(?:end|kuj)a ku|(?:ni|a|wa|u))(?:ku)?<act>
        (?:tayari|ready|nia|hamu|lazima|inabidi|ni lazima|itabidi|uamuzi|urge
        ... |intention) (?:ya |za |wa |kwa )?<fill>(?:ku|ni)?<act>
        <better> <fill>(?:ku|ni)<act>
        <poison> (?:\w+ ){0,2}nita(?:kunywa|inywa|meza|drink)
        nitakufa kwa mkono wangu
    """,
    "plan": r"""
        (?:mpango|mipango|plans?) (?:wangu |yangu )?(?:ya|wa|za|la|yangu ya) <fill>(?:ku|ni)?(?:<act>|<die>)
        [a-z']{1,6}(?:andika|write|andikia|wachia|achia) (?:\w+ ){0,2}(?:suicide note|barua ya (?:kuaga|kwaheri
        ... |kifo))
        suicide note
        [a-z']{1,6}(?:nunua|buy|tafuta|pata|ficha|weka|get|bought) (?:\w+ )?(?:<poison>|kamba|rope|wembe|kisu
        ... |tembe|vidonge|dawa|bunduki) (?:\w+ ){0,4}(?:ni(?:nywe|i?nywe|fe|meze|zimeze|jiue|jinyonge)
        ... |kui?nywa|kujiua|kujinyonga|nikunywe|nidrink|kudrink|kufa|<kill>)
    """,
    "self_harm": r"""
        <prefix>(?:jikat[ae]|jichanj[aei]|jichan[aei]|jislash|ji ?cut)(?: (?:mikono|mkono|mapaja|mguu|miguu
        ... |mishipa|ngozi|wembe|kwa wembe|na wembe|na razor|kisu|makusudi|tena|kila|usiku|nikiwa|nikifeel
        ... |wrist|wrists))
        (?:na|nina|huwa na|hu)(?:jikata|jichanja|ji ?cut|jislash)
        (?:nili|nime|nika)(?:jichanja|ji ?cut|jislash)
        kuji ?cut
        kujichanja
        kujislash
        <prefix>(?:jidhuru|jiumiz[ae]|ji ?hurt|ji ?harm|jichom[ae]|selfharm|self harm)
        <prefix>(?:slash|cut|kata|katakata|chanja) (?:mikono|mkono|mishipa|mapaja|wrists?) (?:yangu|wangu|zangu)
    """,
    "method": r"""
        <prefix>(?:jinyong[aei]|jichinj[aei]|jipig[aei] risasi|ji ?hang|ji ?shoot|ji ?poison)
        <prefix>(?:jitup[aei]|jirush[aei]) <place>
        <prefix>(?:<take>)
        <prefix>overdose
        (?:njia|vile|namna|jinsi|way|how) (?:\w+ ){0,3}(?:(?:ku|ni)?(?:jiua|jiue|jimaliza)|(?:kufa|kudie|kudedi
        ... |nife|die) (?:bila|haraka|pole|kwa urahisi|without|na haraka|rahisi))
        kufa bila (?:maumivu|pain|uchungu)
    """,
    "named_act": r"""
        <prefix>(?:<kill>)
        (?:ku|ni|nika|nita|nge)?(?:<end>)
        (?:ku|ni)commit suicide
    """,
    "active_thought": r"""
        <think> <fill>(?:ku|ni)?(?:<act>|suicide)
        (?:mawazo|thoughts|fikra|fikira) (?:\w+ )?(?:ya|za|mbaya za) (?:ku)?(?:<act>|suicide)
        suicide (?:ndio|ndiyo|ni) (?:\w+ )?(?:njia|solution|way|option)
    """,
    "passive_wish": r"""
        <want> (?:\w+ )?<fill><die>
        <better> <fill>(?:<die>|kifo|mauti)
        (?:natamani|nakitamani|nataka|nasubiri|natafuta|naomba) (?:\w+ )?(?:kifo|mauti)
        <think> <fill>(?:<die>|kifo)
        mawazo ya (?:kufa|kifo)
        thoughts za (?:kufa|kudie|kudedi|death)
        siwezi (?:kuendelea )?(?:ku)?ishi(?: tena| zaidi| hivi)?(?! (?:bila|na|hapa|kwa|peke|pamoja|kwenye
        ... |katika|without|huku)\b)
        sijui kama (?:nataka|naweza) (?:kuendelea )?kuishi
        (?:nife|nikufe|nidedi|nidie|nidanje) (?:tu|basi|nipumzike|iishe|yaishe)
        (?:nisinge|si)(?:taki|penda|hitaji|tamani|tatamani
        ... |feel) (?:tena |kabisa |hata )?(?:kuendelea )?(?:ku(?:ishi|live|wa hai|wepo|amka|exist
        ... |endelea kuishi)|kuendelea na maisha)(?: (?:tena|zaidi|hata|kabisa))?(?! (?:hapa|na|kwa|katika
        ... |kwenye|hii|huku|kule|mjini|huko|hivi|bila|kama|pale|peke|naye|nao|nawe|pamoja)\b)
        (?:sitaki|siitaki|siyataki|sipendi|nimechokeshwa na) (?:tena )?(?:hii|hizi|haya|hayo) (?:life|maisha
        ... |dunia)
        (?:life|maisha|dunia) (?:hii |haya )?(?:siitaki|siyataki)
        [a-z']{2,5}cho(?:ka|shwa) (?:tu |sana |kabisa )?(?:na |ku|kwa )?(?:kuishi|ishi|hii life|hii maisha
        ... |haya maisha|maisha haya|maisha|life|hii dunia|dunia|living)(?! (?:ya|za|wa|mjini|hapa|na|kwa
        ... |katika|kwenye|hii ya|hii hao|huku|huko|kama|bila|pamoja|peke|hivi)\b)
        (?:sina|hakuna|sioni|sijaona|siko na|siona|bila|sikuona|hamna) (?:\w+ )?(?:sababu|haja|maana|reason
        ... |point|umuhimu|faida|hamu|nia) (?:ya|za|ya mimi|yangu ya|of) (?:mimi )?(?:kuendelea )?(?:ku(?:ishi
        ... |wa hai|live|wepo|amka)|maisha|living|life|na maisha)
        (?:nisi|si)(?:nge|ku|ngeli|ngali)?zaliwa
        nisingalizaliwa
        (?:najuta|nachukia) (?:\w+ )?kuzaliwa
        (?:tayari|ready) (?:kwa )?<die>
        siw?ezi (?:ku)?endelea (?:na )?(?:hii |haya )?(?:life|maisha)
        (?:mbona|kwa ?nini) nilizaliwa
        nisi(?:nge)?amk[ae]
        nisi(?:nge)?kuwepo
        (?:nilale|kulala|nikalale) (?:\w+ )?(?:milele|forever|nisiamke)
        (?:mungu|god|mola|allah|maulana|ngai|sir god|jah)(?: \w+){0,3} (?:anichukue|nichukue|aniue
        ... |achukue (?:roho|uhai)|ichukue|anitoe|akanichukua|anitake)
        (?:bora|vizuri|better(?! at)|afadhali|raha|poa|furaha|amani|happy|rahisi)(?: \w+){0,3} (?:bila (?:mimi
        ... |yangu)|without me|nisipokuwepo|nikiwa sipo|kama sipo|singekuwepo|nikifa|nikidedi|nikitoweka
        ... |ningekufa|nikiondoka duniani)(?! kazini| hapo)
        (?:bila mimi|nisipokuwepo|nikiwa sipo|singekuwepo|nikifa|nikidedi)(?: \w+){0,3} (?:bora|vizuri|better
        ... |afadhali|raha|furaha|poa|happy)
        ninge(?:kuwa )?(?:nime)?(?:kufa|dedi|die) (?:\w+ ){0,2}(?:afadhali|bora|heri|better|poa)
        (?:life|maisha)(?: \w+){0,2} (?:yame|ime)nichosha
        (?:better|afadhali|bora|heri) (?:nikiwa )?dead
        kifo (?:ndio|ndicho|ndiyo|ni|ndo) (?:\w+ )?(?:bora|suluhisho|njia|mapumziko|afadhali|raha|dawa|solution)
        sistahili kuishi
        si(?:jali|mind) (?:\w+ )?(?:nikifa|kufa|kama nitakufa|nikidedi|kudedi|kudie)
        hata nikifa (?:\w+ )?(?:sawa|poa|hakuna|ni)
        (?:nikifa|nikidedi|nikitoweka|nikienda milele)(?: \w+){0,2} (?:hakuna|nani|nobody|no one|watu
        ... |watafurahi|mtafurahi|mtajua|hawatajali|hamtajali)
    """,
    "hopelessness": r"""
        (?:nime|nina|nili)?(?:kata tamaa|kufa moyo|poteza (?:matumaini|tumaini)|give ?up|lose hope)
        (?:sina|hakuna|siko na|sioni) (?:matumaini|tumaini|hope|future)
        (?:life|maisha)(?: \w+){0,2} (?:haina|hayana|haimake) (?:maana|form|sense|thamani|umuhimu|point|haja
        ... |faida)
        (?:maisha|life) (?:\w+ )?(?:yame|ime)nishinda
        nimeshindwa na (?:maisha|life)
        nimefika mwisho
        mimi ni mzigo
        niko mzigo
        sina (?:thamani|maana|faida|umuhimu)
        siwezi (?:tena|kuendelea|vumilia|kuvumilia|endelea)
    """,
    "finality": r"""
        kwaheri (?:ya kuonana|milele|dunia|wote|ya mwisho)
        (?:hamta|huta)niona tena
        mta(?:nikosa|nimiss)
        nisameheni wote
        tutaonana mbinguni
        nimewaaga wote
    """,
}

# What takes the weight out of an expression it overlaps.
IDIOMS = r"""
    <dying> (?:\w+ )?(?:na|kwa|ya) (?:\w+ )?(?:kicheko|vicheko|njaa|kiu|baridi|joto|usingizi|aibu|hamu|mapenzi
    ... |raha|furaha|uchovu|boredom|bored|laughter|kucheka|hunger|stress|hiyo|hii|meme|story|game|hasira
    ... |maumivu|hangover|homa)
    <dying> (?:njaa|kiu|baridi|moyo|kupona|kufaana|kukuona|kuona|kabisa kwa|kumuona|to see|for|juu yako
    ... |laughing|nikicheka)
    kufa na kuzikana
    (?:cheka|hucheka|nacheka|laugh|penda|enjoy|furahi\w*) (?:\w+ )?(?:mpaka|hadi|mbaka|na) (?:\w+ )?<dying>
    (?:hadi|mpaka|mbaka) kufa
    [a-z]{1,4}(?:ni|ku|m|wa)penda kufa
    [a-z']{0,6}(?:jiu[aei]|ji ?kill|jimaliz[ae]|jinyong[ae]) (?:\w+ )?(?:na|kwa|gym|na hii) ?(?:\w+ )?(?:kazi
    ... |masomo|gym|mazoezi|kicheko|job|exams?|training|shule|raha|aki|books)
    [a-z']{0,6}(?:ji ?kill|jiua) (?:gym|kazi|job|kwa gym)
    [a-z']{0,6}(?:jikat[ae]|jiumiz[ae]|jichom[ae]|ji ?cut|ji ?hurt|jichan[ae])(?: \w+){0,3} (?:kidole|nikipika
    ... |nikinyoa|nikicheza|mpira|mazoezi|gym|bahati mbaya|bila kukusudia|ndevu|jikoni|nikifua|nikifanya
    ... |nikichapa|nikikata|nikikimbia|mafuta|chai|jua|na jua|shaving|nikishave|pasi|ball|accident\w*|nywele
    ... |kucha)
    [a-z']{0,6}overdose (?:na|on|kwa|ya) (?:chapo|chapati|chai|kahawa|sugar|netflix|food|nyama|ugali|movies?
    ... |series|soda|coffee|nduma|madondo|pilau|mapenzi|love|\w+ leo)
    [a-z']{0,6}jimaliz[ae] (?:na|kwa|nguvu)
    (?:end|maliz[ae]|kat[ae]) (?:hii )?(?:maisha|life) ya (?:\w+)
    (?:kujiua|kujinyonga) (?:ni (?:mada|dhambi|kosa|makosa|vibaya|mbaya|hatia|topic)|kwa (?:watu|vijana
    ... |wanafunzi))
    visa vya kujiua
    (?:kuzuia|dhidi ya) kujiua
    sumu ya kuua \w+
    (?:nyw[ae]|mez[ae]) (?:vidonge|tembe|dawa) (?:zote |vyote )?(?:kama (?:daktari|doc|dokta)|za (?:malaria
    ... |presha|kichwa|homa))
    (?:jitup[ae]|jirush[ae]) (?:\w+ ){0,2}<water>
"""

# One of these must be in the raw lower-case text before any expression can match; "_" is a space.
STEMS = """
    aga_dunia siezi anitoe aniue barua bila_mimi bunduki chanja chukua chukue commit cut danja danje dawa dead dedi die
    dunia end_it_all exist faida fariki future geamk gedie give_up giveup hope ishi ji_cut ji_hang ji_harm ji_kill
    ji_off jiang jichan jichin jicho jicut jided jidhur jihang jiharm jihurt jikat jikill jimad jimal jinyong jioff
    jipig jipoison jirush jishoot jislash jito jitup jiu jium jiunal jizam jump kamba kata katish kekuwepo kifo
    kill_my kuamka kudie kufa kufe kulala kulive kuwa_hai kuwepo kwaheri life living maisha mauti mbinguni meds moyo
    mwisho mzigo nidie nife nikidedi nikifa nikosa nilale nimiss niona nisamehe overdos panadol pill piriton poison
    rat_rat ratrat rest_in_peace roho self_harm selfharm siamka siamke sina_maana sipo siwepo siwezi slash suicid
    suicide sumu tablet tamaa tembe thamani tokuw toweka toweke tumaini uhai umuhimu vidonge waaga without_me zaliwa
"""
