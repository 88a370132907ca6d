"""What the demo's people say in English, by mood. Written for the demo: nobody's own words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from resona.demo.dialogue import Exchange, Mood, exchange
from resona.demo.english_despair import GIVING_UP, HOPELESS

_GOOD: Final = (
    exchange(
        "I slept well, almost eight hours. I woke up before the alarm and felt good.",
        "Sleep was good this week. I feel rested, which is nice for a change.",
        answers=("That sounds restful. What helped you sleep?", "Good to hear. A rested body makes much else easier."),
    ),
    exchange(
        "I laughed so much with {friend} yesterday, we talked until late.",
        "{friend} came over and we cooked together. It was a lovely evening.",
        answers=("It is good to have {friend} near you.", "What a warm evening. What did you enjoy the most?"),
    ),
    exchange(
        "Work went well today. My supervisor said thank you in front of everyone.",
        "I finished the big task at {work} and I am proud of it.",
        answers=("You earned that. How does it feel?", "Well done. You put a lot into it."),
    ),
    exchange(
        "I went for my walk every morning this week and I enjoyed it.",
        "I am walking again in the mornings, it clears my head and I love the quiet.",
        answers=("That is a good habit. Shall I remind you tomorrow?", "Well done for keeping it up."),
    ),
    exchange(
        "We had a great time at church on Sunday, the singing was beautiful.",
        "The choir sang beautifully on Sunday. I came home happy.",
        answers=("It sounds as if it lifted you.", "Music can carry us. I am glad you went."),
    ),
    exchange(
        "{family} called just to say hello. It made my whole day better.",
        "I had such a nice talk with {family}, we are getting along well now.",
        answers=("That is lovely. You matter to each other.", "I am glad that call came."),
    ),
    exchange(
        "I am happy with how this week went, honestly. Small things, but good ones.",
        "It has been a good week. I feel more like myself.",
        answers=("Small good things count. Which one stays with you?", "I am glad. What would you like to keep?"),
    ),
    exchange(
        "I cooked chapati for everyone and they finished all of it, I was so pleased.",
        "The garden is growing nicely. I love looking at it in the morning.",
        answers=("That is a nice picture. Thank you for sharing it.", "You made something good there."),
    ),
    exchange(
        "I paid the last of the fees today. What a relief, I feel so light.",
        "The money for the month worked out fine, I am relieved and grateful.",
        answers=("That is a weight off your shoulders.", "Well managed. You can breathe a little."),
    ),
    exchange(
        "I tried the breathing before the meeting and it really helped.",
        "The exercise from last time helped a lot, I was calm the whole time.",
        answers=("I am glad it works for you.", "You used it at the right moment, well done."),
    ),
)

_ORDINARY: Final = (
    exchange(
        "Nothing special today. I went to {work}, came home, made supper.",
        "It was a normal day at {work}. A bit slow in the afternoon.",
        answers=("A quiet day then. How is your body feeling?", "Thank you for checking in. Anything on your mind?"),
    ),
    exchange(
        "The matatu took forever again, so I got home late.",
        "There was so much traffic on the way home, I read most of the way.",
        answers=(
            "That is a long way home. Did you get to rest?",
            "A long day on the road. Take a moment for yourself.",
        ),
    ),
    exchange(
        "I slept about six hours. It was okay, I woke up once.",
        "Sleep was all right. I went to bed a little late because of the football.",
        answers=(
            "Six or seven hours can be enough. How do you feel now?",
            "Thanks. Shall we keep an eye on the evenings?",
        ),
    ),
    exchange(
        "I have a bit of a cold but it is going away.",
        "My back is a little stiff from sitting, otherwise I am okay.",
        answers=("Look after yourself. Warm tea may help.", "I hope it passes soon. Be gentle with yourself."),
    ),
    exchange(
        "I talked to {friend} about the plans for December. We have not decided yet.",
        "{friend} wants me to come along on the weekend. I will see.",
        answers=("What would you like to do?", "It can be good to have a plan with someone."),
    ),
    exchange(
        "I did the washing and watched an old film with {family}.",
        "I cleaned the house today and called {family} after that.",
        answers=("That sounds like a steady day.", "A bit of order and a bit of company. Good."),
    ),
    exchange(
        "There is a lot to do at {work} before the end of the month, but it is manageable.",
        "We are short of people at {work}, so the days are long. It will be fine.",
        answers=("What would make it easier?", "Remember your breaks. How is the pace for you?"),
    ),
    exchange(
        "I ate late, just rice and beans. I was hungry after the day.",
        "I made ugali and sukuma, nothing fancy. I was in bed by eleven.",
        answers=("Good that you ate. How is your appetite these days?", "Simple and warm. Did you rest after?"),
    ),
    exchange(
        "I did the breathing exercise twice. I am not sure yet if it does anything.",
        "I wrote two lines in the journal. There was not much to say.",
        answers=("Twice is a start. We can try another one.", "Two lines are enough. Thank you for trying."),
    ),
    exchange(
        "The rain has started. The road to {work} is all mud now.",
        "It was hot today and the power went off for two hours.",
        answers=("Did it change your day much?", "Thanks for telling me. And how are you in it?"),
    ),
)

_LOW: Final = (
    exchange(
        "I slept badly again. I wake up at three and then I lie there.",
        "I am tired all the time, even after sleeping. It is getting worse.",
        answers=("That wears anyone down. What goes through your mind at three?", "I am sorry the nights are so hard."),
    ),
    exchange(
        "I did not answer {friend} this week. I just did not have the strength.",
        "{friend} called twice and I let it ring. I feel bad about it.",
        answers=(
            "It is all right to need rest. Would a short message feel possible?",
            "Thank you for saying it out loud.",
        ),
    ),
    exchange(
        "I feel sad and I cannot even say why.",
        "I am just sad. It sits in my chest the whole day.",
        answers=("You do not have to explain it. I am here.", "Thank you for telling me. How long has it been there?"),
    ),
    exchange(
        "I was late at {work} twice. I could not get myself to leave the bed.",
        "Everything at {work} takes me twice as long now. I keep making mistakes.",
        answers=(
            "That sounds heavy. Does anyone there know how you are?",
            "Be gentle with yourself. What was hardest?",
        ),
    ),
    exchange(
        "I do not enjoy the walks any more, so I stopped going.",
        "Even the music is boring to me now. I switched it off.",
        answers=("When things lose their colour it is worth telling someone. I hear you.", "What did you enjoy last?"),
    ),
    exchange(
        "I skipped supper. I was not hungry, food tastes like nothing.",
        "I only had tea today. I have no appetite.",
        answers=(
            "Your body needs a little. Could you manage something small?",
            "Thank you for telling me. Let us note it.",
        ),
    ),
    exchange(
        "I cried in the bathroom at {work} so nobody would see me.",
        "I cried last night when everyone was asleep. I felt so lonely.",
        answers=("I am sorry you were alone with it.", "Tears are allowed. Who could sit with you for a while?"),
    ),
    exchange(
        "{family} asked what is wrong and I got angry. I hate that I do that.",
        "I had a bad fight with {family}. I feel awful about it.",
        answers=("It hurts because they matter to you.", "That was a hard moment. What would you have liked to say?"),
    ),
    exchange(
        "The days are all grey. I get up, I sit, I go to bed again.",
        "I stayed in the whole weekend with the curtains closed. I felt miserable.",
        answers=("Thank you for being here today, even so.", "That sounds lonely. Shall we plan one small step?"),
    ),
    exchange(
        "I failed at something so simple today and I felt useless.",
        "I keep disappointing people. I feel like a failure.",
        answers=(
            "You are hard on yourself today. What would you tell {friend}?",
            "One bad day does not say who you are.",
        ),
    ),
)

_ANXIOUS: Final = (
    exchange(
        "My heart was racing on the way to {work} and I was scared I would faint.",
        "I had that fear in the matatu again, I had to get off early.",
        answers=("That is frightening. You got through it.", "Let us breathe together: in for four, out for six."),
    ),
    exchange(
        "I worry about money all the time, about the rent, about everything.",
        "I keep counting the money and I am worried it will not be enough.",
        answers=("Worries about money are real. Which one is the nearest?", "Let us take one of them at a time."),
    ),
    exchange(
        "I checked the door five times last night because I was nervous.",
        "I cannot stop worrying about {family}, I call and call.",
        answers=("Your mind is trying to keep everyone safe.", "That is tiring. What helps you to settle?"),
    ),
    exchange(
        "I am afraid of what they will say about me at {work}.",
        "I was so nervous in the meeting that I could not speak.",
        answers=("It takes courage to go anyway.", "What would be a small first step there?"),
    ),
    exchange(
        "I feel tense all day, my shoulders hurt and my stomach is upset.",
        "I cannot sit still, I am restless and I snap at people.",
        answers=("Your body is carrying a lot. Shall we loosen the shoulders first?", "Thank you for noticing that."),
    ),
)

_MASKING: Final = (
    exchange(
        "I'm fine, really. Everything is great at {work}.",
        "All good here! Work is great, no complaints.",
        answers=("Thank you. And how was the night?", "Glad to hear it. I am here if that changes."),
    ),
    exchange(
        "I'm happy, honestly, there is nothing to worry about.",
        "No no, I'm good, I'm really good. You can relax.",
        answers=("All right. You can always tell me more.", "Good. What was the best part of today?"),
    ),
    exchange(
        "{family} says I look tired but I feel great.",
        "People worry too much about me, I'm perfectly fine and happy.",
        answers=("They care about you. What do you think they see?", "Thank you. How is your sleep?"),
    ),
    exchange(
        "It was a wonderful weekend, everybody was happy, me too.",
        "We had a great party for {friend}, I smiled the whole evening.",
        answers=("How did you feel when you came home?", "That is a lot of people. Did you get some rest?"),
    ),
    exchange(
        "I love being busy, it keeps me cheerful.",
        "I took an extra shift, I enjoy it, I'm strong.",
        answers=("Strong people need breaks too.", "When is your next free day?"),
    ),
    exchange(
        "Thank God everything is good. I cannot complain.",
        "Life is good, I am blessed, truly.",
        answers=("I am glad. And if there were one thing to change?", "Thank you for sharing that."),
    ),
    exchange(
        "I'm laughing about it already, it's really okay, I'm good.",
        "That thing from last week? I'm over it, I feel great.",
        answers=("It may still take a while. That is all right.", "I am here if it comes back."),
    ),
    exchange(
        "I told {friend} not to worry, I am enjoying myself.",
        "{friend} laughed at my jokes all day, I was in a great mood.",
        answers=("It is good to laugh. How was it when you were by yourself?", "I am glad. What made you laugh?"),
    ),
    exchange(
        "New hair, new dress, I feel wonderful.",
        "I bought something nice for myself, I was so happy with it.",
        answers=("You deserve nice things. How is the rest of the week?", "Lovely. What will you do with it?"),
    ),
    exchange(
        "Sleep is great, food is great, everything is good, thanks!",
        "I'm good thanks, sleeping well, eating well, all is well.",
        answers=(
            "Thank you. Your voice sounds a little tired to me, is that right?",
            "Good. I am here whenever you like.",
        ),
    ),
)

_RECOVERING: Final = (
    exchange(
        "I went to the appointment. It was hard but I am glad I went.",
        "The counsellor was kind. I feel a bit better after talking.",
        answers=("That took courage. Well done.", "I am glad you went. What stayed with you?"),
    ),
    exchange(
        "I slept through for the first time in weeks, it felt good.",
        "Sleep is coming back slowly, I am grateful for that.",
        answers=("What a relief that must be.", "Rest is coming back. That is good news."),
    ),
    exchange(
        "{family} and I made a plan for the bad evenings. I feel safer now.",
        "I have the plan on the fridge. I used it once and it helped.",
        answers=("You built something that holds you.", "Good. Keep it where you can see it."),
    ),
    exchange(
        "{friend} walked with me today. I even laughed a little.",
        "I told {friend} what happened. It was good to be honest.",
        answers=("It is good not to be alone with it.", "You let someone in. That is a strong step."),
    ),
    exchange(
        "I still have hard mornings, but they pass and I am hopeful.",
        "Not every day is good, but I am getting better, I can feel it.",
        answers=("Step by step. Thank you for telling me both sides.", "You are noticing the way up. Go gently."),
    ),
    exchange(
        "I went back to {work} for half days and people were nice to me.",
        "Half a day at {work} went fine. I am proud of that.",
        answers=("A good pace. Keep your breaks.", "You should be proud."),
    ),
)

ENGLISH: Final[Mapping[Mood, tuple[Exchange, ...]]] = MappingProxyType(
    {
        Mood.GOOD: _GOOD,
        Mood.ORDINARY: _ORDINARY,
        Mood.LOW: _LOW,
        Mood.ANXIOUS: _ANXIOUS,
        Mood.MASKING: _MASKING,
        Mood.HOPELESS: HOPELESS,
        Mood.GIVING_UP: GIVING_UP,
        Mood.RECOVERING: _RECOVERING,
    }
)
