"""Generates what people say to Murmur, from templates."""

import itertools
import re
from dataclasses import dataclass
from functools import cache

import numpy as np

SLOTS = {
    "animal": "dinosaur|elephant|penguin|hedgehog|dragon|whale|owl|fox|tortoise|rabbit",
    "thing": "the moon|a volcano|the sea|a rainbow|thunder|a magnet|the sun|a spider web",
    "sibling": "my brother|my sister|the baby|my cousin|my best friend",
    "who": "grandma|grandpa|mum|dad|my aunt|my uncle",
    "tune": "the bath song|the song about rain|the train song|a lullaby|the counting song"
    "|the song from the circus|the moon song",
    "small": "two|three|four|five|six|seven|eight|nine",
    "big": "twelve|fourteen|seventeen|twenty|thirty-one|forty|fifty-six|ninety",
    "word": "because|friend|elephant|Wednesday|beautiful|library|bicycle|enough",
    "food": "pancakes|soup|noodles|rice|apples|toast|carrots|yoghurt",
    "goods": "milk|eggs|oats|soap|bananas|batteries|flour|plasters",
    "minutes": "five|ten|twelve|twenty|thirty|forty-five",
    "room": "kitchen|bedroom|hall|bathroom",
    "hour": "six|half past six|seven|quarter to eight|eight",
    "fear": "the dark|thunder|spiders|school|dogs",
    "secret": "the key is under the blue pot|I broke the lamp|I did not brush my teeth"
    "|I like Noor in my class|mum is getting a bike for her birthday|I ate the last biscuit",
    "allergy": "walnuts|peanuts|milk|eggs|bees",
}
# The phrases that open a session, by speaker and purpose, most common first.
OPENERS = {
    ("child", "story"): "tell me a story about a {animal}|a bedtime story please"
    "|read me the one with the {animal}|another story about the {animal}"
    "|tell me a story about a {animal} and a {animal}|what happened to the {animal} in the end"
    "|tell {sibling} a story about a {animal}",
    ("child", "music"): "play {tune}|play {tune} again|play something to dance to|louder please"
    "|sing {tune} with me|can you play {tune} for {sibling}",
    ("child", "game"): "tell me a joke|what sound does a {animal} make|ask me a riddle"
    "|let's play animal guessing|tell me a joke about a {animal}|it's the turn of {sibling}"
    "|I want to play the quiz with {sibling}|ask me a riddle about a {animal}|roll the dice",
    ("child", "homework"): "what is {small} times {small}|how do you spell {word}"
    "|what is {big} plus {big}|what is {big} minus {small}|what does {word} mean"
    "|how big is a {animal}|how does {thing} work|is a {animal} bigger than a {animal}",
    ("child", "chat"): "good night|hello|are you my friend|I lost a tooth"
    "|what is your favourite animal|my favourite animal is the {animal}|I don't like {food}"
    "|when is {who} coming|I am scared of {fear}|can you stay on until I sleep|do you sleep"
    "|{sibling} won't play with me|it's a secret but {secret}|today I am {small} years old"
    "|remember that I am allergic to {allergy}|I am ill and I can't go to school",
    ("child", "timer"): "set a timer for {minutes} minutes|how many minutes are left"
    "|how long until {hour}|wake me up at {hour}",
    ("child", "call"): "call {who}|can I call {who}|is {who} home|call {who} please it's important",
    ("adult", "home"): "put {goods} on the list|turn off the light in the {room}"
    "|turn on the light in the {room}|put {goods} and {goods} on the list|what is on the list"
    "|how warm is it in the {room}|lock the door",
    ("adult", "timer"): "set a timer for {minutes} minutes|wake me up at {hour}|cancel the timer"
    "|remind me at {hour} to take the {food} out",
    ("adult", "music"): "play the radio in the {room}|play {tune}|quieter please"
    "|play something calm|play {tune} in the children's room",
    ("adult", "chat"): "what's the weather tomorrow|do I need an umbrella|what's the news"
    "|remind me to call {who}|what can I cook with {food} and {food}|how long is the drive to work"
    "|tell the children that the {food} is ready|where is the nearest pharmacy",
    ("adult", "call"): "call {who}|answer the phone|call the school|call the doctor",
}
# What follows an opener, for adults and children alike.
REPLIES = (
    "stop|yes|no|again|next|thank you|louder|go on|yes please|one more|quieter|the other one|why"
    "|no thank you|what|one more please|I don't know|a {animal}|is it a {animal}|{small}|wait"
    "|that's wrong|because of {thing}|ask {sibling}|not that one|say it again|ask {who}"
)


@dataclass(frozen=True)
class Phrases:
    """Every phrase once, by number, in the order of the templates, with its number of words.

    templates  by speaker and purpose (None for replies), the number of each template's first
               phrase, and then the end
    """

    texts: np.ndarray
    words: np.ndarray
    templates: dict[tuple[str, str] | None, np.ndarray]

    def choose(
        self, rng: np.random.Generator, situation: tuple[str, str] | None, count: int
    ) -> np.ndarray:
        """Return the numbers of `count` phrases that suit the situation."""
        starts = self.templates[situation]
        usual = 1 / (np.arange(len(starts) - 1) + 2)
        template = rng.choice(len(usual), count, p=usual / usual.sum())
        return rng.integers(starts[template], starts[template + 1])


@cache
def phrases() -> Phrases:
    """Return everything that people can say to Murmur: about a thousand phrases."""
    texts: list[str] = []
    templates = {}
    for situation, wordings in [*OPENERS.items(), (None, REPLIES)]:
        starts = [len(texts)]
        for wording in wordings.split("|"):
            choices = [SLOTS[slot].split("|") for slot in re.findall(r"{(\w+)}", wording)]
            frame = re.sub(r"{\w+}", "{}", wording)
            spoken = (frame.format(*chosen) for chosen in itertools.product(*choices))
            texts += [re.sub(r"\ba (?=[aeiou])", "an ", text) for text in spoken]
            starts.append(len(texts))
        templates[situation] = np.array(starts)
    return Phrases(
        np.array(texts, object), np.array([len(text.split()) for text in texts]), templates
    )
