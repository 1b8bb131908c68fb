# Gives optimizers groups that never end, raise, or are another thing each time.
# earns: make_optimizer=0 (timeout|failed|crashed) decay_learning_rate=0 (crashed)
import itertools

import torch


class Endless(torch.optim.SGD):
    param_groups = property(
        lambda self: itertools.repeat({"lr": 0.5, "params": [torch.ones(1 << 16)]}),
        lambda self, groups: None,
    )


class Sometimes(torch.optim.SGD):
    reads = 0

    @property
    def param_groups(self):
        Sometimes.reads += 1
        if Sometimes.reads % 2:
            raise SystemExit(0)
        return [{"lr": "0.5", "params": [self]}]

    @param_groups.setter
    def param_groups(self, groups):
        pass


def make_optimizer(net, base_lr, lr_by_child, momentum=0.0):
    made = torch.optim.SGD(net.parameters(), lr=base_lr, momentum=momentum)
    made.__class__ = Endless
    return made


def decay_learning_rate(optimizer, factor):
    optimizer.__class__ = Sometimes
