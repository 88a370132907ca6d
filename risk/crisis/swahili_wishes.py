"""Swahili and Sheng wishes to be dead, hopelessness and finality, of the pieces in risk.crisis.swahili. Pure."""

WISHES: dict[str, str] = {
    "passive_wish": r"""
        <want> (?:\w+ )?<fill><die>
        <better> <fill>(?:<die>|kifo|mauti)
        <if_only> (?:\w+ )?siku (?:yangu )?ya (?:<die>|kifo|mwisho)
        ningekuwa (?:tu )?(?:nime(?:kufa|dedi|die|fariki)|maiti)
        (?:mbona|kwa ?nini|kwani|why)(?: \w+)? (?:niko (?:hai|alive)|nipo hai|n[ai]{1,3}naishi|naishi)(?! (?:hapa
        ... |na|kwa|huku)\b)
        [a-z]{1,3}ta(?:pumzika|furahi|shukuru|nufaika)(?: \w+){0,3} <if_dead>
        (?:peace|amani|raha|poa)(?: \w+)? <if_dead>
        si[wz]?ezi (?:ku)?(?:ishi|live) (?:tena|hivi)(?! (?:hapa|kwa|mjini|bila|pamoja|peke|nairobi|ocha)\b)
        (?:hakuna|sina|sioni)(?: \w+){0,3} (?:ni(?:take|tamani)|(?:ya|cha) kunifanya(?: nitake)?) (?:ku)?ishi
        [a-z]{0,4}(?:taka|tamani|dai) (?:\w+ )?(?:ku?enda|kwenda|kurudi) (?:kwa (?:mungu|mola|muumba)|mbinguni
        ... |peponi|ahera)
        (?:taka|dai|tamani)(?: \w+){0,2} (?:maisha|life|uhai|mateso) (?:\w+ )?(?:iishe|yaishe|uishe)
        (?:hii |haya )?(?:maisha|life|uhai) (?:\w+ )?(?:iishe|yaishe|uishe)
        (?:si|wish|natamani|laiti|kama|heri|bora|afadhali|kheri|mbona) (?:tu )?ninge(?:kufa|dedi|die|danja)
        <if_dead>(?: \w+){0,4} (?:ya|i|u|zi|li)ta(?:isha|kwisha)
        (?:ya|i|u|zi)ta(?:isha|kwisha)(?: \w+)? <if_dead>
        (?:sina|hakuna|sioni) (?:\w+ )?(?:sababu|haja|maana|reason|nguvu|will|strength|moyo|faida
        ... |umuhimu)(?: \w+)? (?:ya|za|wa) (?:mimi )?<live>
        [a-z']{1,6}choka (?:\w+ )?<live>(?! (?:hapa|na|kwa|mjini|bila|pamoja|peke|nairobi|mapema|asubuhi|ocha)\b)
        (?:duniani|hii dunia|hii life)(?: \w+){0,2} (?:bora|heri|kheri|afadhali) (?:tu )?ni(?:ondoke|toke
        ... |ende)(?! (?:ku|kwa|nyumbani)\w*)
        (?:natamani|nakitamani|nataka|nasubiri|natafuta|naomba) (?:\w+ )?(?:kifo|mauti)
        <think> <fill>(?:<die>|kifo)
        <thoughts> (?:ya|za|la) (?:<die>|kifo|death|mauti)
        siwezi (?:kuendelea )?(?:ku)?ishi(?: tena| zaidi| hivi)?(?! (?:bila|na|hapa|kwa|peke|pamoja|kwenye
        ... |katika|without|huku)\b)
        sijui kama (?:nataka|naweza) (?:kuendelea )?kuishi
        (?:nife|nikufe|nidedi|nidie|nidanje) (?:tu|basi|nipumzike|iishe|yaishe)
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
        nisi(?:nge)?amk[ae]
        nisi(?:nge)?kuwepo
        <refuse> (?:\w+ )?(?:<live>|<world>)(?: (?:tena|zaidi|hata|kabisa|bana|yaani|manze))?(?! (?:hapa|na|kwa
        ... |katika|kwenye|hii|huku|kule|mjini|huko
        ... |hivi|bila|kama|pale|peke|naye|nao|nawe|pamoja|nairobi|mombasa|kisumu|ocha|estate|mtaani|kijijini
        ... |maisha (?:ya|haya ya)|mapema|asubuhi|saa)\b)
        si(?:stahili|stahiki|deserve) <live>
        (?:nachukia|nahate|naudhika) <live>
        <thoughts> (?:ya|za) (?:kuishi|kulive)
        <prefix>(?:kata|poteza|kufa|lose) (?:tamaa|hamu|moyo|nia) (?:ya|wa|za|na) (?:<live>|<world>)
        si(?:jioni|oni|dhani|imagine) (?:\w+ )?(?:nikiwa hai|nikiwa alive|nikifika (?:kesho|mwaka|next)
        ... |kama (?:nita|nta)(?:kuwa hai|fika (?:kesho|mwaka|next)))
        <if_only>(?: \w+){0,4} (?:linge|inge|kinge|unge|i|li|a|wa)ni(?:gonge|gonga|ua|ue|maliza|malize|mada|made
        ... |angukia|angukie)
        <if_only>(?: \w+){0,2} (?:nisi(?:nge|ngali|ngeli)?|si(?:nge|ngali|ngeli))(?:wahi |kuwahi
        ...  |li)?(?:ku)?(?:zaliwa|wepo|wa hai)
        (?:wish )?(?:singe|nisinge|singali|nisingali|singeli)(?:wahi |kuwahi |li)?(?:ku)?zaliwa
        (?:[a-z]{0,4}(?:taka|tamani|dai|penda|enda)|acha|wacha|bora|heri|afadhali)(?: \w+)? (?:ku|ni)(?:m
        ... |wa)?(?:fuat[ae]|join)(?: \w+){1,3} (?:kaburini|mbinguni|ahera|heaven|peponi)
        (?:mbona|kwa ?nini|kwani|bora|afadhali|heri|kheri|wish)(?: \w+)? si(?:li)?ku(?:fa|kufa|dedi
        ... |die)(?! (?:njaa|na)\b)
        ningekufa mimi
        (?:kifo|mauti|kufa|kudedi|kudie|death|kaburi)(?: \w+){0,2} (?:ni|ndio|ndiyo|ndicho|ndo|ikiwa|itakuwa
        ... |[a-z]{0,3}nge\w*)(?: \w+){0,2} <relief>
        (?:hakuna|nani|nobody|no one|who|hamna|hawata\w+|watafurahi|watapumzika|watashukuru)(?: \w+){0,4} <if_dead>
        <if_dead>(?: \w+){0,3} (?:hakuna|nani|nobody|no one|watu|wata\w+|mta\w+|hawata\w+|hamta\w+|ata\w+|sawa
        ... |poa|better|bora)
        (?:wakisikia|wakiniona|mkisikia|wakijua) (?:\w+ )?nime(?:kufa|dedi|die|fariki)
        (?:wish|natamani|laiti|heri|afadhali|bora) (?:\w+ )?ningekuwa (?:nime(?:kufa|dedi|die)|dead|maiti|kaburini)
        (?:ata|hata) (?:nikigongwa|nikifa|nikidedi|wakiniua)(?: \w+){0,4} (?:sawa|poa|fresh|hakuna)
        (?:acha|wacha)(?:ni)? (?:tu )?(?:nife|nidedi|nikufe|nidie)(?! (?:na|njaa)\b)
        [a-z]{0,4}(?:taka|dai|penda|tamani|skia|sikia|feel)(?: \w+)? (?:ku)?(?:lala|sleep|pumzika
        ... |rest)(?: \w+){0,2} (?:milele|forever|nisiamke|bila kuamka)
        (?:kulala|lala|sleep) (?:\w+ ){0,2}nisi(?:nge)?amke
        (?:mbona|kwa ?nini|kwani|sijui)(?: \w+)? nilizaliwa(?:ga)?(?: (?:ya nini|aje|kwa ?nini))?(?! (?:na|ka
        ... |hapa|huku|maskini|kwa)\b)
        nilizaliwa(?:ga)? (?:ya|kwa|for) (?:nini|what)
        (?:nilale|kulala|nikalale|usingizi) (?:\w+ ){0,3}(?:milele|forever|nisiamke)
        (?:mungu|god|mola|allah|maulana|ngai|sir god|jah)(?: \w+){0,3} (?:si )?(?:nitoe|niondoe|niue
        ... |[a-z]{1,4}ni(?:chuku[ei]
        ... |twa[ei])|anichukue|nichukue|unichukue
        ... |hanichukui|akuchukue mimi|uniue|unitoe|uniondoe|aniondoe|anitwae|unitwae|nitwae
        ... |aniite nyumbani|aniue
        ... |achukue (?:roho|uhai)|ichukue|anitoe|akanichukua|anitake)
        (?:bora|vizuri|salama|better(?! at)|afadhali|raha|poa|furaha|amani|happy
        ... |rahisi)(?: \w+){0,3} (?:bila (?:mimi
        ... |yangu)|without me|nisipokuwepo|nikiwa sipo|nikiwa nimekufa|nikiwa nimededi|kama sipo|singekuwepo
        ... |nikifa|nikidedi|nikitoweka
        ... |ningekufa|nikiondoka duniani)(?! kazini| hapo)
        (?:bila mimi|nisipokuwepo|nikiwa sipo|singekuwepo|nikifa|nikidedi)(?: \w+){0,3} (?:bora|vizuri|better
        ... |afadhali|raha|furaha|poa|happy)
        ninge(?:kuwa )?(?:nime)?(?:kufa|dedi|die) (?:\w+ ){0,2}(?:afadhali|bora|heri|better|poa)
        (?:life|maisha)(?! (?:ya|za|hapa|kwa)\b)(?: \w+){0,2} (?:yame|ime)nichosha
        (?:better|afadhali|bora|heri) (?:nikiwa )?dead
        kifo (?:ndio|ndicho|ndiyo|ni|ndo) (?:\w+ )?(?:bora|suluhisho|njia|mapumziko|afadhali|raha|dawa|solution)
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
        si[wz]?ezi (?:tena|kuendelea|vumilia|kuvumilia|endelea)(?! na (?:hii |hizi |huyu |hiyo )?\w+)
        naona giza(?: tu| mbele| kila mahali)
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
