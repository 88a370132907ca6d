"""What the demo's people say in English when hope is gone: plain, brief, no means named. Written for the demo. Pure."""

from __future__ import annotations

from typing import Final

from resona.demo.dialogue import exchange

HOPELESS: Final = (
    exchange(
        "I do not see the point of any of it any more.",
        "What is the point. It is all pointless.",
        answers=(
            "I hear how heavy this is. I am glad you say it.",
            "That sounds very dark. Please stay with me a moment.",
        ),
    ),
    exchange(
        "Nothing is ever going to get better for me, I feel hopeless.",
        "There is no hope for me. It will always be like this.",
        answers=(
            "When it is this dark, hope is hard to see. You are not alone with it.",
            "I am here. Let us go slowly.",
        ),
    ),
    exchange(
        "I feel so empty, there is nothing left in me.",
        "I feel nothing any more, just empty.",
        answers=("That emptiness is exhausting. Who knows about it?", "Thank you for putting it into words."),
    ),
    exchange(
        "I am a burden to {family}. They would never say it, but I am.",
        "I am just a burden to everyone around me.",
        answers=(
            "Feeling like a burden hurts. It need not be how they see it.",
            "I hear you. Please tell your team too.",
        ),
    ),
    exchange(
        "I have given up on {work}, I only sit there.",
        "I gave up trying. I am so sad and so tired of it all.",
        answers=(
            "You have carried this for long. You need not carry it alone.",
            "Would you let your care team call you?",
        ),
    ),
    exchange(
        "I have no future. When I think of next year there is only dark.",
        "I cannot imagine next year. There is no future in it for me.",
        answers=(
            "Let us look at today only. What is the next hour like?",
            "I hear you. I would like your team to know.",
        ),
    ),
    exchange(
        "Whatever I do, it changes nothing. I am useless.",
        "I am worthless, I ruin everything I touch.",
        answers=(
            "I hear how hard you are on yourself.",
            "That is a painful thought. It is not the whole truth about you.",
        ),
    ),
    exchange(
        "I am trapped. There is no way out of this.",
        "There is no way out, wherever I look.",
        answers=(
            "It must feel suffocating. Let us think about who could help.",
            "Thank you for telling me. I am here.",
        ),
    ),
    exchange(
        "I do not care about anything any more, not even {friend}.",
        "Nothing matters to me now. I let it all go by.",
        answers=(
            "When nothing matters, it is time for more support. May I tell your team?",
            "I hear you. I am staying.",
        ),
    ),
)

GIVING_UP: Final = (
    exchange(
        "Sometimes I wish I could fall asleep and not wake up.",
        "I wish I would not wake up in the morning.",
        answers=("Thank you for trusting me with this. I would like your team to reach you today.",),
    ),
    exchange(
        "Everyone would be better off without me.",
        "I do not want to be here any more.",
        answers=("I am glad you told me. You matter, and I would like someone to be with you.",),
    ),
)

# A crisis and what surrounds it: said once, at one moment of a course, never dealt.
LEADING_UP: Final = exchange(
    "I have not slept for three nights. Everything is too much and it hurts.",
    answers=("I am here with you. Tell me what is happening.",),
)
CRISIS: Final = exchange(
    "I want to kill myself.",
    answers=(
        "I am very glad you told me. Your safety comes first: I am telling your care team now. Is somebody with you?",
    ),
)
CRISIS_TONIGHT: Final = exchange(
    "I cannot take this pain any longer. I am going to end my life tonight.",
    answers=(
        "Thank you for telling me. I am telling your care team now. Please go to someone you trust and stay with them.",
    ),
)
AFTER_CRISIS: Final = exchange(
    "{family} is here now. She is sitting next to me.",
    answers=("Good. Stay together, please. Your team will call you.",),
)
EARLIER_LOSS: Final = exchange(
    "Since the funeral I have thoughts of ending my life.",
    answers=("I am so sorry for your loss. I would like your care team to know how heavy this is.",),
)
# Sounds like what it is not; a human sees it at once.
ON_A_LADDER: Final = exchange(
    "I nearly killed myself on the ladder at {work} today, I must be more careful.",
    answers=("I am glad you are all right. Did you get hurt?",),
)
