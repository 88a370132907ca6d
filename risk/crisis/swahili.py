"""Swahili and Sheng crisis language: what expressions are made of, those of acts and thoughts, and stems. Pure.

The verb carries person, tense and negation in its prefixes (ni-ta-jiua "I will kill myself", a-li-jiua "he killed
himself", si-taki "I do not want"), so expressions match any prefix and risk.crisis.context reads it. Sheng puts Swahili
prefixes on English roots (naji-cut, kuji-kill, ku-die) and has its own (kudedi, kudanja "to die", kumada "to kill").
Limits: written from general knowledge of the languages and not yet reviewed by clinicians who speak them; the slang of
the coast and of Tanzania is thinly covered, and Sheng changes faster than any list.
"""

from risk.crisis.swahili_wishes import WISHES

FRAGMENTS: dict[str, str] = {
    "prefix": r"""
        [a-z']{0,9}
    """,
    "water": r"""
        (?:bwawa|pool|swimming)
    """,
    "place": r"""
        (?:\w+ ){0,3}(?:barabara\w*|floor|njia|gari|magari|mat|matatu|treni|reli|mto|mtoni|bahari|baharini|daraja\w*
        ... |ghorofa\w*|roof|rooftop|building|juu|balcony|dirisha\w*|kisima\w*|ziwa|ziwani|lori|basi|mbele|bridge
        ... |train
        ... |orofa\w*)(?! la| ya <water>)
    """,
    "poison": r"""
        (?:ma ?)?(?:sumu|rat ?rat|poison|jik|acid|triatix|bleach|harpic|dettol|petroli|pesticide
        ... |insecticide)(?: ya \w+)?
        dawa (?:ya|za) (?:ku(?:ua|ulia|u?lia) )?(?:panya|mapanya|rats?|wadudu|mende|kupe|mbu|nyoka|viroboto
        ... |magugu|ng'ombe)
    """,
    "many_pills": r"""
        (?:ma ?|hizo |hizi |zile )?(?:vidonge|tembe|dawa|pills?|piriton\w*|panadol\w*|tablets?|madawa|medicine
        ... |meds) (?:\w+ )?(?:vyote|zote|nyingi|vingi|mob|mingi|kibao|yote|mengi|all)
    """,
    "weapon": r"""
        jidung[aei](?! (?:sindano|insulin|shots?|dawa|chanjo)\b)
        ji(?:pig|dung|chom)[aei] (?:na |kwa )?(?:ma)?(?:risasi|shot|gun|bunduki|kisu|stab|moyoni|tumboni|shingoni)
        ji ?stab
    """,
    "world": r"""
        (?:(?:hii|hi|hio|hiyo|haya|hizi|tena|tu) ){0,2}(?:dunia(?:ni)?|life|maisha|uhai|ulimwengu)(?: (?:hii|huu
        ... |haya
        ... |yangu|hizi))?(?! (?:ya|za|wa)\b)
    """,
    "refuse": r"""
        (?:si(?:taki|tamani|tapenda|dai|skii|sikii|sikizi|feel|penda|pendi|tamani|hitaji|hisi|want)|sihitaji
        ... |nisinge(?:taka
        ... |penda))(?: (?:tena|kabisa|hata|tu))?
    """,
    "live": r"""
        (?:ku ?)?(?:ishi|amka|live|exist|survive|wa (?:hai|alive)|wepo(?: (?:hai|duniani))?)
        kuwa (?:katika |kwenye |kwa )?(?:hii )?dunia(?:ni)?(?: hii)?
        (?:ku)?endelea (?:kuishi|kulive|na <world>)
    """,
    "if_dead": r"""
        (?:niki(?:fa|kufa|dedi|die|danja|toweka|jiua|jimada|aga dunia|ondoka duniani)|nikienda milele
        ... |nisip(?:okuwepo|oamka)
        ... |nikiwa (?:sipo|nimekufa|nimededi|dead))
    """,
    "relief": r"""
        (?:relief|kimbilio|tulizo|salama|nafuu|bora|better|afadhali|raha|rahisi|suluhisho|solution|pumziko
        ... |mapumziko|amani|poa|njia|way
        ... |dawa|heri|furaha)
    """,
    "if_only": r"""
        (?:natamani|wish|ningependa|naomba|laiti|afadhali|heri|kheri|bora|better|nadai|nangoja|nasubiri)
    """,
    "kill": r"""
        (?:ji ?u(?:w?[aei]|aa+)|ji ?nyon?g(?:ea|[aei])|ji ?to(?:a|e|i|lee) (?:tu )?(?:uhai|roho|maisha|duniani
        ... |<world>)
        ... |ji ?maliz[aei]|jiangamiz[aei]|ji ?ondo[aei] (?:duniani|dunia|uhai)|ji ?(?:kill|end)
        ... |jidedi(?:sh[ae])?|ji ?mad[ae]|ji ?chinj[aei]
        ... |<weapon>|ji ?zamish[ae]|ji ?hang|ji ?shoot|ji ?unalive|jikati(?:a|sha) (?:life|maisha|uhai)|ji ?poison
        ... |(?:ji ?tup[ae]|ji ?rush[ae]|jitos[ae]|jump|ruk[ae] (?:mbele|kutoka)) <place>|ji ?off
        ... |ji(?:chom|wash)[ae] (?:na )?(?:moto|petroli)|jimwagi[ae] (?:petroli|mafuta ya taa)|(?:ji ?)?overdose
        ... |(?:ji ?tup[ae]|ji ?rush[ae]|jitos[ae]|jump|ruk[ae])(?: \w+){0,3} (?:ili )?(?:nife|nikufe|nidedi|nidie))
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
        [a-z']{1,6}(?:takaa?|takaga|tamani|penda|panga|pangia|amua|kusudia|azimia|enda|feel|plan|decide|want
        ... |dai|ona kama|eza|weza|swear|apa|wish|omba|chagua|ngoja|subiri|skia|sikia|hisi)
    """,
    "perfect": r"""
        (?:ni|a|n)(?:li|me|ka|sha|mesha|lisha) ?
    """,
    "thoughts": r"""
        (?:ma)?(?:wazo|fikra|fikira|thoughts?|hisia|urge|hamu|idea)
    """,
    "think": r"""
        [a-z']{1,7}(?:fikiri[ae]?|waza|waz[ae]|fikirii?a|think|imagine|cheki|dhani[ae]
        ... |consider)(?: (?:kuhusu|about|juu ya|of|ju ya))?
    """,
    "die": r"""
        (?:(?:ku|ni|nika)?(?:toka|toke|ondoka|ondoke|jitoa|jitoe|toroka|toroke) (?:kwa |kutoka |katika
        ...  |kwenye )?(?:hii
        ...  |haya )?(?:dunia(?:ni)?|life|maisha)(?: (?:hii|haya))?(?! (?:ya|za)\b))
        (?:ku|ni)lal[ae] (?:\w+ )?kaburini
        kuexit(?! (?:hii |hiyo )?(?:group|class|job|team|chama|meeting)\b)
        (?:ku|ni|nika)(?:aga|iaga|iage|age|acha|iacha|iache) dunia
        (?:ku ?(?:fa|kufa|dedi|die|dead|danja|fariki|i?aga dunia|i?acha dunia|ondoka duniani|toka duniani
        ... |toweka(?! (?:mjini|hapa|kazini|nyumbani|kwa|huku|kidogo)\b)|tokuwepo|tokuwa hai|rest (?:in peace
        ... |milele|forever)|pumzika milele|kata kamba)|ni(?:fe|kufe
        ... |dedi|die|danje|fariki|kate kamba
        ... |toweke|siwepo|zikwe|rest (?:in peace|milele|forever)|pumzike milele)|n'?fe|nfwe|ninge(?:kufa
        ... |kuwa nimekufa|die|dead|dedi|danja|fariki|kuwa dead)|kukata kamba
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
        <perfect>(?:ji)?(?:kunywa|meza|kumeza|drink|nywa) (?:\w+ )?(?:<poison>)
        <perfect>(?:kunywa|meza|drink|take) <many_pills>
        <perfect>(?:ji ?)?overdose
        <perfect>(?:jinyon?ga|jiua|jiuwa|jimada|jihang|jitosa <place>|jirusha <place>|jitupa <place>|<weapon>)
        <perfect>ji(?:chom|wash)a moto
        <prefix>(?:jaribu|try) (?:ku)?jitoa(?! (?:kwa|kwenye|katika|kutoka|jioni)\b)
        <perfect>(?:slit|slash|kata|katakata|chanja|cut|jicut|jikata)(?: ma)? ?(?:wrists?|mishipa|veins?|koo)
        (?:wahi|shawahi|shawai|shatry|kwisha) (?:ku)?(?:jaribu |try )?(?:ku)?(?:<act>|suicide)
        [a-z]{1,6}(?:wahi|shawahi|shawai) (?:ku)?(?:jaribu |try )?(?:ku)?(?:<act>|suicide)
        [a-z]{1,8}(?:try|jaribu) suicide
        mara ya \w+ (?:\w+ ){0,2}(?:ku)?(?:<act>)
    """,
    "intent": r"""
        <want> <fill>(?:ku|ni|a)?<act>
        <want> <fill>ku[iy]?(?:nywa|meza) (?:<poison>)
        (?:(?:ni|n|n'|tu|a|wa|u|m)ta|(?:ni|a|wa|u)na|na|n[ai]?(?:end|kuj)a ku|(?:ni|a|wa|u))(?:ku)?<act>
        (?:tayari|ready|nia|hamu|lazima|inabidi|ni lazima|itabidi|uamuzi|urge
        ... |intention) (?:ya |za |wa |kwa |wangu |yangu )?<fill>(?:ku|ni)?<act>
        <better> <fill>(?:ku|ni)<act>
        <want> <fill>(?:ku|ni)?ruk[ae](?: \w+){0,2} (?:nife|nidedi|nikufe|nidie)
        (?:rooftop|roof|ghorofa\w*|daraja\w*|bridge|juu)(?: \w+){0,4} [a-z]{1,4}(?:taka|dai|enda|skia
        ... |sikia) (?:tu )?(?:ku)?(?:ruka|jirusha|jitupa|jump)
        <want> <fill>(?:ku|ni)<weapon>
        nita(?:kunywa|drink|meza|inywa|zimeza) (?:\w+ )?<poison>
        (?:ni|n)ta(?:kunywa|drink|meza|zimeza) <many_pills>
        <poison>(?: \w+){0,6} (?:nita|na|nta)(?:i|zi)?(?:kunywa|nywa|meza|drink)
        nitakufa kwa mkono wangu
        [a-z]{2,6}(?:amua|decide|panga|plan)(?: \w+){0,2} (?:nita|nta)(?:kufa|dedi|die|danja)
        <poison>(?: \w+){0,6} (?:nita|nta|na)(?:i|zi)?(?:tumia|use)
    """,
    "plan": r"""
        (?:m|u|wa|mu)tani(?:pata|kuta|ona|find) (?:\w+ )?(?:nime(?:kufa|dedi|die|fariki|jinyon?ga|jiua|jimada
        ... |jimaliza|jihang)
        ... |maiti|dead|bila uhai)
        ha(?:m|wa)?tani(?:pata|kuta|ona) (?:\w+ )?(?:hai|nikiwa hai|alive)
        (?:nita|nta)kuwa (?:nime|nisha|nimesha)(?:kufa|dedi|die|fariki|danja)
        (?:leo|kesho)(?: \w+){0,2} siku yangu ya mwisho(?! (?:kazini|shule\w*|hapa|chuo\w*|kwa|ya (?:kazi|shule
        ... |likizo))\b)
        [a-z]{2,4}(?:funga|tundika|weka|vaa|angika) kamba (?:\w+ ){0,2}(?:shingo\w*|dari\w*|paa\w*|ceiling|neck)
        (?:leo|kesho|usiku huu|hii wiki)(?: \w+){0,2} mwisho wa (?:uhai|maisha|life)(?: (?:yangu|wangu))?
        (?:siku|usiku) (?:yangu|wangu) ya? ?(?:mwisho|kufa) (?:ni )?(?:leo|kesho)
        (?:mpango|mipango|plans?) (?:wangu |yangu )?(?:ya|wa|za|la|yangu ya) <fill>(?:ku|ni)?(?:<act>|<die>)
        [a-z']{1,9}(?:andika|write|andikia|wachia|achia) (?:\w+ ){0,2}(?:suicide note|barua ya (?:ku(?:wa
        ... |m)?agi?a|kwaheri|mwisho
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
        (?:nili|nime|nika|nimesha|nisha)(?:jichanja|ji ?cut|jislash|jikata)
        (?:na|nina|niki|naki|nika|nime|nili|nita|hu|huwa na|huwa nina|ku)ji ?(?:cut|slash)(?:ang?a)?
        (?:si(?:ja|ku)?ach[ai]|siwezi kuacha|n(?:i?na)?endelea) ku ?ji ?(?:kata|cut|slash|chanja)
        <prefix>jikata ?kat[ae]
        (?:niki|naki|huwa na|nina|na)jikat[ae](?:n?ga)?
        <prefix>jipig[ae](?:n?ga)? (?:kichwa|ngumi)(?: \w+){0,3} (?:damu|wall|ukutani)
        (?:na|huwa na|nina|niki)jichom[ae](?:n?ga)? (?:na )?(?:moto|sigara|fegi|cigar\w*)
        kujichanja
        kujislash
        <prefix>(?:jidhuru|jiumiz[ae]|ji ?hurt|ji ?harm|jichom[ae]|selfharm|self harm)
        <prefix>(?:slash|cut|kata|katakata|chanja) (?:mikono|mkono|mishipa|mapaja|wrists?) (?:yangu|wangu|zangu)
    """,
    "method": r"""
        <prefix>(?:jinyong[aei]|jichinj[aei]|jipig[aei] risasi|ji ?hang|ji ?shoot|ji ?poison)
        <prefix>(?:jitup[aei]|jirush[aei]) <place>
        <prefix>(?:<take>)
        <prefix>(?:<weapon>)
        <think> (?:\w+ ){0,2}ku(?:ruka|jump)(?: \w+){0,3} (?:bridge|daraja\w*|ghorofa\w*|rooftop|train|treni|gari
        ... |mat|cliff)
        (?:save|sevu|weka|ficha|kusanya|collect)\w* (?:\w+ )?(?:dawa|meds|pills|vidonge|tembe|piriton)(?: \w+){0,4}
        ...  ni(?:zi|vi)?(?:mez|nyw|drink)\w*
        ni(?:zi|vi)(?:meze|nywe) (?:zote|vyote|all)
        (?:ni(?:me|sha|mesha)(?:ku)?mez(?:a|eza)|n(?:i|ime)?(?:sha|kwisha ?)(?:ku)?(?:nywa|meza)) (?:hizo |hizi
        ... |zile |hivi )?(?:dawa|vidonge|tembe|pills)$
        (?:niko na|nina|nimeweka|nimeficha|nimebeba) (?:\w+ )?<poison>(?: \w+)? (?:kwa|kwenye|ndani ya|chini ya)
        ...  (?:bag|begi|room|kitanda|mkoba|mfuko|keja|pocket)
        <prefix>overdose
        <thoughts> (?:\w+ )?(?:ya|za|la) (?:ku)?(?:<take>|jitup[ae]|jirush[ae]|ruka|jump|jinyonga|ji ?hang)
        (?:treni|train|gari|magari|lori|basi|mat|matatu|trailer)(?: \w+){0,4} (?:ku|ni)?(?:ruk[ae]|jirush[ae]
        ... |jitup[ae]|jump) mbele
        (?:daraja\w*|bridge|ghorofa\w*|rooftop|roof)(?: \w+){0,4} (?:ku|ni)(?:ruk[ae]|jirush[ae]|jitup[ae]|jump)
        (?:pills?|vidonge|tembe|dawa|meds|panadol|piriton|sumu|kamba|kisu|poison)(?: \w+){0,5} (?:ku)?ni(?:ua|uwa
        ... |maliza|mada|kill)
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
        <thoughts> (?:\w+ )?(?:ya|za|la|mbaya za) (?:ku|ni)?(?:<act>|suicide)
        suicide(?: \w+){0,4} (?:akili|kichwa|mind)\w*
        suicide (?:ndio|ndiyo|ni) (?:\w+ )?(?:njia|solution|way|option)
    """,
} | WISHES

# One of these must be in the raw lower-case text before any expression can match; "_" is a space, "." a word's edge.
STEMS = """
    .die .live. .nfe. .wish _hai. acid aga_dunia ahera alive amka angukie aniang anigong aniond anitake anitoe
    anitok aniua aniue anywe barua bila_mimi bila_yangu bleach building bunduki ceiling chanja chukua chukue chukui
    commit cut danja danje dari dawa dead death dedi dettol drink dunga dunia end_it_all exist faida_ya fariki fegi
    fika_mwisho floor forever fuata_ future geamk gedie give_up giveup gongwa hamtanik hamu_ya harpic hatanik
    hatanip heaven hope iishe ina_faida ingenig ingenim ingeniu inigong iniua insecticide inywa inywe ishi. ji'u
    ji_cut ji_hang ji_harm ji_kill ji_off ji_u jiang jichan jichin jicho jichom jicut jided jidhur jidung jiend
    jihang jiharm jihurt jijitos jik. jikat jikata jikill jimad jimal jimwag jinyog jinyong jioff jiondo jipig
    jipoison jirush jishoot jislash jistab jitoa jitoe jitolee jitos jitup jiua jiue jiui jium jiumiz jiunal jiuw
    jiwash jizam jump kaburi kaburin kamba kata_mapaja kata_mikono kata_mkono katakata katish kekuwepo kidie kifo
    kiji_ kill_my kimbilio koo kuamka kudie kuexit kufa. kufa_ kufe kuji_ kujitoa kukata_kata kulala kulive
    kunifanya kunimada kunimaliz kuniua kunywa kuvumilia kuwa_hai kuwepo kuzaliwa kwa_mungu kwaheri kwisha lidie
    life liji_ lingenig lingenim lingeniu linigong living maisha maiti malize mauti mbinguni medicine medie meds
    meji_ meza milele mishipa mola mtanif mtanik mtanip muamka muumba mwagi mwisho_wa mzigo n'fe naishi naji_ nanywa
    naona_giza nfwe nichuku nidie nife niite_nyumb niji_ nijimad nijitoe nikidedi nikifa nikifik nikigong
    nikiwa_alive nikiwa_dead nikiwa_hai nikiwa_nime nikiwa_sipo niko_hai nikosa nikufe nilale nimaliz nimededi
    nimekufa nimeshadedi nimeshakufa nimiss ningededi ningedie ningekufa ninywe niona niondoe niondoke nipo_hai
    nisamehe nishakufa nisiamk nisiamke nisingeamk nitaitumia nitaji_ nitake nitakufa nitoe niue nivim nizikwe nizim
    ntaitumia ntaji_ ntakufa n’fe overdos panadol peponi pesticide petroli pill piriton poison pumzika
    pumzike_milele rat_rat ratrat rest_in_peace rest_milele roho rooftop ruka ruke self_harm selfharm shadie shingo
    siamka siamke siezi siezi_ishi sigara siku_ya_ki siku_ya_ku siku_ya_mw siku_yangu sikudedi sikufa sina_maana
    sipo siwepo siwezi siwezi_ishi skufa slash suicid suicide sumu survive tablet tadie taisha takwisha tamaa tembe.
    thamani tokuw toweka toweke train treni triatix tumaini twae uhai uishe ukutani ulimwengu umuhimu ungeniu
    unichukue uniond unitoe usingizi_wa utanik veins vidonge waaga wangekuwa wanigong wanimal watanik watanip wepo
    will_ya without_me wrist ya_mwisho yaishe zaliwa zi_endelea zi_kuendelea zi_tena zi_vumilia zimeze
"""
