"""Changing the tree, the people who work in it and what they are granted, as actions like any other.

Owns: the actions and ledgers of areas, actors and grants; the tick on tasks that are only to be seen and the job that
escalates the others. It stands above `scope`, which every write needs, and above `actions`, by which it writes.
"""
