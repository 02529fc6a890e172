"""Calls the functions of an emitted module with what they ask for."""

import importlib.util


def module(path):
    spec = importlib.util.spec_from_file_location("emitted", path)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


class Called:
    """An emitted module beside the problem that it is called with.

    :param slots: names of the states
    :param losses: functions of (states, batch) by name
    :param numbers: values of counts and scalars by name
    :param families: the labels of the batches of each family
    """

    def __init__(self, path, slots, losses, numbers, families):
        self.module = module(path)
        self.slots, self.losses, self.numbers, self.families = slots, losses, numbers, families

    def arguments(self, live, start, h):
        code = self.module.modified_field.__code__
        names = code.co_varnames[:code.co_argcount + code.co_kwonlyargcount]
        used = [n for n in self.losses if f"your loss {n}(" in self.module.__doc__]
        single = len(self.slots) == 1
        only = self.slots[0]
        given = {"params": live[only] if single else live, "start": start[only] if single else start, "h": h}
        if "loss_fn" in names:
            loss = self.losses[used[0]]
            given["loss_fn"] = lambda x, batch=None: loss({only: x}, batch)
        else:
            given["losses"] = {
                n: (lambda f: lambda x, batch=None: f({only: x} if single else x, batch))(self.losses[n]) for n in used}
        lists = {n: labels for n, labels in self.families.items() if f"is the list {n}[" in self.module.__doc__}
        if lists:
            given["batches"] = next(iter(lists.values())) if len(lists) == 1 else lists
        for n in names:
            if n not in given:
                given[n] = self.numbers[n if n in self.numbers else n.rstrip("_")]
        return {n: given[n] for n in names}

    def function(self, name, slot):
        """The function of one state, or None."""
        return getattr(self.module, name + ("" if len(self.slots) == 1 else "_" + slot), None)

    def fields(self, live, start, h):
        f = self.module.modified_field(**self.arguments(live, start, h))
        return f if len(self.slots) > 1 else {self.slots[0]: f}
