"""The doors to the outside: sign-in, the desk and its generic pages, the JSON API, the command line.

Nothing here decides anything: a door turns what it is given into a command or a question and shows the answer.
"""
