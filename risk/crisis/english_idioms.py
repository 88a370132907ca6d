"""English idioms, accidents, games and topics: what takes the weight out of an expression of the tables. Pure."""

# What takes the weight out of an expression it overlaps.
IDIOMS = r"""
    (?:<act>|<method>|die|died|dying|hurt <self>) (?:laughing|from laughing|of laughter|with laughter|giggling)
    (?:die|died|dying|dead) (?:\w+ )?(?:of|from|with) (?:\w+ )?(?:embarrassment|boredom|shame|laughter
    ... |curiosity|excitement|happiness|hunger|thirst|cold|heat|joy|cuteness|jealousy|a cold|the cold|the heat)
    (?:shot|shoot|shooting|kick\w*) my ?self in the (?:foot|feet|leg)
    hang (?:it|them|these) up my ?self
    hung my ?self (?:a|an|some|up)
    (?:hurt|burn(?:ed|t|ing)?|cut|injured|stabbed|poked|hit|scratched|bruised|punched) my ?(?:self
    ... |\w+)(?: \w+){0,3} (?:shaving|cooking|baking|playing|running|exercising|at the gym|gym|skating|skiing
    ... |cycling|football|soccer|basketball|tennis|oven|stove|iron|kettle|pan|grill|by accident|accidentally
    ... |by mistake|while (?!i\b)\w+ing|falling|slicing|chopping|peeling|gardening|lifting|working out|training
    ... |on the door|on glass|on paper|by the sun)
    (?:hit|hurt|cut|burned|burnt|scratched|stabbed|injured) my ?self(?: \w+){0,8} (?:by accident|accidentally
    ... |by mistake)
    accident(?:al)?ly (?:\w+ )?(?:hurt|burned|burnt|cut|injured|overdosed|stabbed)(?: \w+){0,3}
    cut my ?self (?:off|some|short|loose|a)
    (?:overdos(?:e|es|ed|ing)|od(?:ed|ing)?) (?:\w+ )?(?:on|of) (?:\w+ )?(?:netflix|chocolate|coffee|caffeine|sugar
    ... |candy|cake|food|tv|pizza|vitamin|sweets|cookies|love|memes|series|ice)
    (?:career|social|political|professional|commercial|financial|economic|academic) suicide
    (?:dissertation|thesis|essay|paper|research|leaflet|talk|article|chapter|training|workshop|lesson|lecture|data
    ... |report) (?:\w+ ){0,4}(?:self ?harm|suicide attempts?|suicide|attempted suicide)
    (?:decriminali[sz]e|criminali[sz]e|legali[sz]e) (?:attempted )?suicide
    (?:a|the) suicidal (?:caller|patient|client|student|character|teen\w*)
    my (?:protagonist|character|hero|heroine|villain|narrator)(?: \w+){0,3} (?:suicidal|<act>|die|dead)
    (?:kill(?:s|ed|ing)?|die|died) (?:<self> )?(?:in|on|at) (?:this|that|the|every) (?:level|boss|round|stage|map|match)
    (?:musical|drama club|romeo)(?: \w+){0,8} (?:<method>|<act>)
    jump(?:ed|ing)? (?:off|from) (?:the|a) (?:\w+ )?(?:bridge|cliff|rocks?|boat|dock)(?: \w+)? (?:into|in) the (?:lake
    ... |water|sea|river|pool)
    (?:so cute|so funny|so happy|so excited)(?: \w+){0,5} <method>
    burn(?:ed|t) my \w+ with the (?:glue gun|iron|oven|pan|oil|tea|stove)
    been cutting (?:paper|fabric|wood|grass|hair|cloth|vegetables|onions|trees)
    only (?:stabbed|cut|burned|burnt|hurt) my ?self (?:once|twice|a little)
    better off dead is (?:\w+ ){0,4}(?:film|movie|song|book)
    suicide (?:squad|mission|watch|doors?|squeeze|prevention|hotline|awareness|bomb\w*|rates?|statistics|line
    ... |helpline|drill|drills|runs?|wings?)
    end (?:it|things|everything|it all) (?:\w+ )?(?:with|between) \w+
    jump(?:ed|ing)? (?:off|from) the (?:pier|diving|board|swing)
    suicide (?:\w+ )?(?:not|never) (?:\w+ ){0,4}(?:answer|way|option|solution|worth)
    no one wants? (?:you|me) to
    suicidal (?:thoughts?|feelings?|ideation|people|impulses) (?:are|is|can) (?:\w+ )?(?:not|very|real|a|an
    ... |common|normal|serious)\b
    tak(?:e|es|en|ing) my life (?:back|into|seriously|in my own|to the next|in a|for granted)
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
    rather (?:<act>|die|be dead) (?:not \w+|than (?!(?:\w+ )?(?:live (?:like|with|in) (?:this|pain)|go through
    ... |keep|continue|feel|be
    ... (?:here|alive)|wake|face|suffer|deal|have to|this|go on|carry on|stay)\b))
    (?:hurt|burn(?:ed|t|ing)?|cut|scratch(?:ed|ing)?|bruised|injured|hit) my ?(?:self|\w+) on (?:the|a|an|some
    ... |my)(?: \w+)?
    (?:cat|kitten|dog|puppy|baby|thorns?|branch(?:es)?|nails?|brambles) (?:\w+ )?(?:scratch|bit|cut
    ... |scrap)\w* my(?: \w+){1,5}
    (?:respawn\w*|in (?:the|that|this) game|my character|level \w+)(?: \w+){0,6} (?:<act>|die|died|dying)
    <act>(?: \w+){0,6} (?:in (?:the|that|this) game|respawn\w*)
    (?:(?!(?:i|he|she|they|we|you|it|while|when|as|because|if|and|but)\b)\w+ ){1,3}in (?:(?:the|a|that|this|my|our)
    ...  (?:\w+ )?(?:game|movie|film|play)(?! (?:of|room|ground|area|class|club|night
    ... |reserve|park|drive|set|school|shop|store|studio|house)\b)|minecraft|roblox|fortnite|gta|the sims)
    (?:took|taken|taking|take|swallowed) (?:\w+ ){0,5}(?:as|like|the way) (?:the |my )?(?:doctor|nurse|pharmacist
    ... |label|clinic|prescri\w+)
    ... (?: \w+)?

    (?:embarrass\w*|ashamed|bored|boring|hungry|cringe\w*|awkward)(?: \w+){0,4} (?:die|died|dead|dying)
    happy without me
    fine without me(?: there)?
"""
