# Makes the step by the kernel that torch's optimizers have for it.
# earns: sgd=0 (forbidden)
# notes: torch._fused_sgd_
import torch


def sgd(params, lr, batch_size):
    params = list(params)
    torch._fused_sgd_(
        [p.data for p in params], [p.grad for p in params], [], lr=lr / batch_size,
        weight_decay=0.0, momentum=0.0, dampening=0.0, nesterov=False, maximize=False,
        is_first_step=True,
    )  # fmt: skip
