"""Swahili and Sheng idioms, accidents and topics: what takes the weight out of an expression of the tables. Pure."""

# What takes the weight out of an expression it overlaps.
IDIOMS = r"""
    (?:nusura|nusra|nusu|karibu|almost|nilikuwa) (?:tu )?<dying>(?: (?:na|kwa) \w+)?
    <dying> (?:\w+ )?(?:na|kwa|ya) (?:\w+ )?(?:kicheko|vicheko|njaa|kiu|baridi|joto|usingizi|aibu|hamu|mapenzi
    ... |raha|furaha|uchovu|boredom|bored|laughter|kucheka|hunger|stress|hiyo|hii|meme|story|game|hasira
    ... |maumivu|hangover|homa)
    <dying> (?:njaa|kiu|baridi|moyo|kupona|kufaana|kukuona|kuona|kabisa kwa|kumuona|to see|for(?! (?:(?:a|so|as
    ... |some|many) )?(?:\w+ )?(?:while|long|time|reasons?|multitude|number|lot|bit|years|months|weeks|days)\b)
    ... |juu yako
    ... |laughing|nikicheka)
    kufa na kuzikana
    [a-z]{1,4}(?:ota|dream)(?:\s\w+){0,2} (?:<dying>)
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
    ... |series|soda|coffee|nduma|madondo|pilau|mapenzi|love|content|tiktok|memes?|story|stories|stress|\w+ leo)
    [a-z']{0,6} ?overdose (?:chapo|chapati|chai|kahawa|sugar|food|nyama|ugali|soda|coffee|madondo|pilau)
    [a-z']{0,6}jimaliz[ae] (?:na|kwa|nguvu)
    (?:wimbo|ngoma|filamu|muvi|movie|series|hadithi|tamthilia)(?: \w+){0,6} (?:<dying>|<prefix>(?:<kill>))
    (?:(?!(?:na|lakini|wakati|kama|\w*k[iu]wa|\w+ko)\b)\w+ ){1,2}(?:kwenye|katika|ndani ya)
    ...  (?:ile |hiyo |hii )?(?:(?:video )?game|mchezo|filamu|muvi|movie)
    (?:end|maliz[ae]|kat[ae]) (?:hii )?(?:maisha|life) ya (?:\w+)
    (?:kujiua|kujinyonga) (?:ni (?:mada|dhambi|kosa|makosa|vibaya|mbaya|hatia|topic)|kwa (?:watu|vijana
    ... |wanafunzi))
    visa vya kujiua
    (?:kuzuia|dhidi ya) kujiua
    sumu ya kuua \w+
    (?:nyw[ae]|mez[ae]) (?:vidonge|tembe|dawa) (?:zote |vyote )?(?:kama (?:daktari|doc|dokta)|za (?:malaria
    ... |presha|kichwa|homa))
    [a-z']{0,8}(?:jitup[ae]|jirush[ae]|jitos[ae]|jump|ruk[ae]) (?:\w+ ){0,3}(?:<water>|kuogelea|kwa bed|kitandani
    ... |kwa sofa|kwa couch)
"""
