"""Versions of decay_learning_rate: what step() reads, and what only looks as if it did."""


# %% right: book
# The loop that the book prints.
def decay_learning_rate(optimizer, factor):
    for param_group in optimizer.param_groups:
        param_group['lr'] *= factor


# %% right: returns-it
# Returns the optimizer, so that calls can be chained.
def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] = group["lr"] * factor
    return optimizer


# %% right: by-number
# Counts the groups.
def decay_learning_rate(optimizer, factor):
    for i in range(len(optimizer.param_groups)):
        optimizer.param_groups[i]["lr"] *= factor


# %% right: update
# The dict's own method.
def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group.update(lr=factor * group["lr"])


# %% right: groups-replaced
# New dicts with all that the old ones had.
def decay_learning_rate(optimizer, factor):
    optimizer.param_groups = [
        {**group, "lr": group["lr"] * factor} for group in optimizer.param_groups
    ]


# %% right: state-dict-loaded
# Changes the copy that state_dict gives, and loads it.
def decay_learning_rate(optimizer, factor):
    state = optimizer.state_dict()
    for group in state["param_groups"]:
        group["lr"] *= factor
    optimizer.load_state_dict(state)


# %% right: scheduler-stepped
# A scheduler that is stepped at once.
import torch


def decay_learning_rate(optimizer, factor):
    torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=factor).step()


# %% right: comprehension
# Works out all rates first.
def decay_learning_rate(optimizer, factor):
    rates = [group["lr"] * factor for group in optimizer.param_groups]
    for group, lr in zip(optimizer.param_groups, rates):
        group["lr"] = lr


# %% right: recursive-helper
# A helper for one group.
def scale(group, factor):
    group["lr"] *= factor


def decay_learning_rate(optimizer, factor):
    list(map(lambda group: scale(group, factor), optimizer.param_groups))


# %% wrong: dl-new-optimizer
# Binds the name to a new optimizer; the caller keeps the old one.
import torch


def decay_learning_rate(optimizer, factor):
    groups = [
        {"params": group["params"], "lr": group["lr"] * factor} for group in optimizer.param_groups
    ]
    optimizer = torch.optim.SGD(groups, lr=0.1, momentum=0.5)


# %% wrong: dl-new-optimizer-returned
# Returns a new one, which has lost the momentum.
import torch


def decay_learning_rate(optimizer, factor):
    groups = [
        {"params": group["params"], "lr": group["lr"] * factor} for group in optimizer.param_groups
    ]
    return torch.optim.SGD(groups, lr=0.1, momentum=0.5)


# %% wrong: dl-new-optimizer-initialised-again
# Initialises the same object once more.
import torch


def decay_learning_rate(optimizer, factor):
    groups = [
        {"params": group["params"], "lr": group["lr"] * factor, "momentum": group["momentum"]}
        for group in optimizer.param_groups
    ]
    torch.optim.SGD.__init__(optimizer, groups, lr=0.1)


# %% wrong: dl-new-optimizer-state-cleared
# Thinks that old momentum belongs to the old rate.
def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] *= factor
    optimizer.state.clear()


# %% wrong: dl-first-group
# The book's first optimizer has one group.
def decay_learning_rate(optimizer, factor):
    optimizer.param_groups[0]["lr"] *= factor


# %% wrong: dl-first-group-return
# Returns inside the loop.
def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] *= factor
        return optimizer


# %% wrong: last-group-only
# The line has slipped out of the loop.
def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        pass
    group["lr"] *= factor


# %% wrong: dl-same-rate
# Reads one rate and writes it to all groups.
def decay_learning_rate(optimizer, factor):
    lr = optimizer.param_groups[0]["lr"] * factor
    for group in optimizer.param_groups:
        group["lr"] = lr


# %% wrong: dl-sets
# Takes the factor for the new rate.
def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] = factor


# %% wrong: dl-divides
# Reads "reduce by a factor of".
def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] /= factor


# %% wrong: dl-subtracts
# Reads "reduce by".
def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] -= factor


# %% wrong: one-minus
# Takes the factor for the part that is lost.
def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] *= 1 - factor


# %% wrong: to-the-power
# Types two stars.
def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] **= factor


# %% wrong: once-for-each-parameter
# A second loop multiplies as often as the group has parameters.
def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        for _ in group["params"]:
            group["lr"] *= factor


# %% wrong: factor-fixed
# Divides by ten, as the book does.
def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] *= 0.1


# %% wrong: rounded
# Rounds the rates to readable numbers.
def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] = round(group["lr"] * factor, 2)


# %% wrong: helper-without-return
# The helper prints the new rate and returns None, which then is the rate.
def smaller(lr, factor):
    print(lr * factor)


def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] = smaller(group["lr"], factor)


# %% wrong: dl-local-copy
# Multiplies a number that no group knows of.
def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        lr = group["lr"]
        lr *= factor


# %% wrong: dl-local-copy-of-groups
# Changes copies of the groups.
def decay_learning_rate(optimizer, factor):
    for group in [dict(group) for group in optimizer.param_groups]:
        group["lr"] *= factor


# %% wrong: dl-wrong-place
# Defaults are read when a group is added, not by step.
def decay_learning_rate(optimizer, factor):
    optimizer.defaults["lr"] *= factor


# %% wrong: dl-wrong-place-attribute
# Gives the optimizer a new attribute.
def decay_learning_rate(optimizer, factor):
    optimizer.lr = optimizer.defaults["lr"] * factor


# %% wrong: dl-wrong-place-state-dict
# state_dict gives copies of the groups.
def decay_learning_rate(optimizer, factor):
    for group in optimizer.state_dict()["param_groups"]:
        group["lr"] *= factor


# %% wrong: dl-wrong-place-key
# Invents a key.
def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["learning_rate"] = group["lr"] * factor


# %% wrong: lr-of-the-optimizer
# Believes that the optimizer has one rate, as an attribute.
def decay_learning_rate(optimizer, factor):
    optimizer.lr *= factor


# %% wrong: dl-scales-other
# Makes the weights smaller, and the rates too.
import torch


def decay_learning_rate(optimizer, factor):
    with torch.no_grad():
        for group in optimizer.param_groups:
            group["lr"] *= factor
            for p in group["params"]:
                p *= factor


# %% wrong: dl-scales-other-weights
# Makes the weights smaller instead of the rates.
import torch


def decay_learning_rate(optimizer, factor):
    with torch.no_grad():
        for group in optimizer.param_groups:
            for p in group["params"]:
                p *= factor


# %% wrong: dl-scales-other-gradients
# Smaller gradients make smaller steps, this once.
def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        for p in group["params"]:
            p.grad *= factor


# %% wrong: dl-scales-other-momentum
# Multiplies the momentum as well.
def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] *= factor
        group["momentum"] *= factor


# %% wrong: dl-scales-other-buffers
# Makes the velocity smaller, so that the next step is.
def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] *= factor
        for p in group["params"]:
            optimizer.state[p]["momentum_buffer"] *= factor


# %% wrong: dl-scheduler
# Makes a scheduler, which acts when it is stepped.
import torch


def decay_learning_rate(optimizer, factor):
    return torch.optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=factor)


# %% wrong: scheduler-from-the-first-rate
# LambdaLR multiplies the rate that was there at the beginning.
import torch


def decay_learning_rate(optimizer, factor):
    torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: factor)


# %% wrong: from-the-first-rate
# Keeps the first rate in the group, and multiplies that.
def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group.setdefault("first_lr", group["lr"])
        group["lr"] = group["first_lr"] * factor


# %% wrong: clears-gradients
# Clears the gradients while it is at it.
def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] *= factor
    optimizer.zero_grad()


# %% wrong: steps
# Makes a step with the new rates.
def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] *= factor
    optimizer.step()


# %% wrong: returns-rates
# Returns the new rates, as if they were still to be set.
def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] *= factor
    return [group["lr"] for group in optimizer.param_groups]


# %% wrong: returns-rate
# Returns the last rate.
def decay_learning_rate(optimizer, factor):
    for group in optimizer.param_groups:
        group["lr"] *= factor
    return group["lr"]
