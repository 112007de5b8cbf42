(component (@custom "nothing" "{{40000000 times: x}}"))
