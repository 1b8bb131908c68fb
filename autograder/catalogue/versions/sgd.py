"""Versions of sgd: every way to move a parameter in place, and the ways that do not move it."""


# %% right: book
# The form printed in the book: .data lies outside the graph.
import torch


def sgd(params, lr, batch_size):
    for param in params:
        param.data -= lr * param.grad / batch_size


# %% right: newer-edition-guarded
# The newer edition updates under no_grad and clears at once; here it skips missing gradients.
import torch


def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            if param.grad is None:
                continue
            param -= lr * param.grad / batch_size
            param.grad.zero_()


# %% right: optimizer
# Knows the library's optimizer and builds one for a single step.
import torch


def sgd(params, lr, batch_size):
    torch.optim.SGD(params, lr=lr / batch_size).step()


# %% right: data-sub-in-place
# Uses the method with an underscore instead of -=.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        if p.grad is not None:
            p.data.sub_(lr * p.grad / batch_size)


# %% right: add-with-alpha
# Scales and adds in one call, with a negative factor.
import torch


def sgd(params, lr, batch_size):
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p.add_(p.grad, alpha=-lr / batch_size)


# %% right: sub-with-alpha
# The same without a minus sign.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        if p.grad is not None:
            p.data.sub_(p.grad.data, alpha=lr / batch_size)


# %% right: data-assigned
# Gives .data a new tensor; the parameter stays the same object.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        if p.grad is None:
            continue
        p.data = p.data - lr * p.grad.data / batch_size


# %% right: copied-into
# Computes the new value and copies it into the old place.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        if p.grad is None:
            continue
        new = p.detach() - lr * p.grad / batch_size
        with torch.no_grad():
            p.copy_(new)


# %% right: detached-alias
# detach shares memory, so changing the alias changes the parameter.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        alias = p.detach()
        if p.grad is not None:
            alias -= lr / batch_size * p.grad


# %% right: slice-assignment
# Writes into all entries instead of rebinding the name.
import torch


def sgd(params, lr, batch_size):
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p[:] = p - lr * p.grad / batch_size


# %% right: ellipsis-assignment
# The same on .data, for any number of axes.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        if p.grad is not None:
            p.data[...] = p.data - (lr / batch_size) * p.grad


# %% right: no-grad-decorator
# Decorates the whole function, which contains nothing to differentiate.
import torch


@torch.no_grad()
def sgd(params, lr, batch_size):
    for p in params:
        if p.grad is not None:
            p -= lr * p.grad / batch_size


# %% right: clears-to-none
# Clears by removing the gradient, as optimizers do by default.
import torch


def sgd(params, lr, batch_size):
    step = lr / batch_size
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p -= step * p.grad
            p.grad = None


# %% right: clears-with-new-zeros
# Replaces the gradient by fresh zeros.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        if p.grad is not None:
            p.data -= lr * (p.grad / batch_size)
            p.grad = torch.zeros_like(p)


# %% right: second-loop-clears
# Clears in a second loop, which finds nothing left when params is a generator.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        if p.grad is not None:
            p.data.add_(-lr * p.grad / batch_size)
    for p in params:
        if p.grad is not None:
            p.grad.zero_()


# %% right: foreach
# Moves all parameters in one fused call.
import torch


def sgd(params, lr, batch_size):
    params = [p for p in params if p.grad is not None]
    if params:
        with torch.no_grad():
            torch._foreach_add_(params, [p.grad for p in params], alpha=-lr / batch_size)


# %% right: list-first
# Makes a list of the iterable so that indices work.
import torch


def sgd(params, lr, batch_size):
    params = list(params)
    for i in range(len(params)):
        if params[i].grad is not None:
            params[i].data -= lr * params[i].grad / batch_size


# %% right: filter-first
# Separates the choice of parameters from the update.
import torch


def sgd(params, lr, batch_size):
    for p in filter(lambda q: q.grad is not None, params):
        p.data -= p.grad * (lr / batch_size)


# %% right: next-by-hand
# Pulls the parameters out one by one, as iterators are taught.
import torch


def sgd(params, lr, batch_size):
    iterator = iter(params)
    while True:
        p = next(iterator, None)
        if p is None:
            break
        if p.grad is not None:
            p.data = torch.sub(p.data, p.grad, alpha=lr / batch_size)


# %% right: out-argument
# Lets sub write its result into the parameter's memory.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        if p.grad is not None:
            torch.sub(p.data, lr * p.grad / batch_size, out=p.data)


# %% right: numpy-view
# The array of a detached parameter shares its memory.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        if p.grad is not None:
            values = p.detach().numpy()
            values -= lr / batch_size * p.grad.numpy()


# %% right: requires-grad-off-and-on
# Switches the watching off for the update and on again.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        if p.grad is None:
            continue
        p.requires_grad_(False)
        p -= lr * p.grad / batch_size
        p.requires_grad_(True)


# %% right: grad-mode-switched
# Uses the general switch for gradients.
import torch


def sgd(params, lr, batch_size):
    with torch.set_grad_enabled(False):
        for p in params:
            if p.grad is not None:
                torch.Tensor.sub_(p, lr * p.grad / batch_size)


# %% right: addcdiv
# Division and addition in one call.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        if p.grad is not None:
            divisor = torch.full_like(p.grad, batch_size)
            p.data.addcdiv_(p.grad, divisor, value=-lr)


# %% right: two-phases
# Computes all steps before the first parameter moves.
import torch


def sgd(params, lr, batch_size):
    steps = [(p, lr * p.grad / batch_size) for p in params if p.grad is not None]
    for p, step in steps:
        p.data -= step


# %% right: helper-per-parameter
# Splits off a function for one parameter; the tensor is shared, not copied.
import torch


def move(p, step):
    if p.grad is not None:
        p.data.sub_(step * p.grad)


def sgd(params, lr, batch_size):
    for p in params:
        move(p, lr / batch_size)


# %% right: element-loop
# Goes through the flat memory entry by entry.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        if p.grad is None:
            continue
        values, slopes = p.data.view(-1), p.grad.reshape(-1)
        for j in range(len(values)):
            values[j] -= lr * slopes[j] / batch_size


# %% stretch: sgd-missing-grad
# The newer edition's form: every parameter is expected to have a gradient.
import torch


def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            param -= lr * param.grad / batch_size
            param.grad.zero_()


# %% stretch: sgd-missing-grad-data-method
# Thinks of parameters that took part in the loss only.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data.add_(p.grad.data, alpha=-lr / batch_size)


# %% stretch: sgd-missing-grad-copied
# Copies the new value into place, gradient or not.
import torch


def sgd(params, lr, batch_size):
    with torch.no_grad():
        for p in params:
            p.copy_(p - lr / batch_size * p.grad)


# %% stretch: sgd-missing-grad-foreach
# Hands all gradients to one fused call, also those that are None.
import torch


@torch.no_grad()
def sgd(params, lr, batch_size):
    params = list(params)
    torch._foreach_sub_(params, [p.grad for p in params], alpha=lr / batch_size)


# %% stretch: sgd-missing-grad-assert
# Prefers an early message over skipping.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        assert p.grad is not None, "call backward first"
        p.data -= lr * p.grad / batch_size


# %% stretch: sgd-missing-grad-clears
# Removes each gradient after using it.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= (lr / batch_size) * p.grad
        p.grad = None


# %% stretch: sgd-scales-grad
# Divides the gradient itself, so that the next line reads like the formula.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        if p.grad is None:
            continue
        p.grad /= batch_size
        p.data -= lr * p.grad


# %% stretch: sgd-scales-grad-by-rate
# Turns the gradient into the step and leaves it so.
import torch


def sgd(params, lr, batch_size):
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p.grad.mul_(lr / batch_size)
                p.sub_(p.grad)


# %% stretch: sgd-scales-grad-replaced
# Stores the mean gradient in place of the summed one.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.grad = p.grad / batch_size
        p.data -= lr * p.grad


# %% stretch: sgd-negates-grad
# Turns the gradient downhill before walking along it.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        if p.grad is not None:
            p.grad.neg_()
            p.data += lr * p.grad / batch_size


# %% wrong: sgd-no-batch-division
# Assumes that the loss was a mean already.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= lr * p.grad


# %% wrong: sgd-no-batch-division-optimizer
# Uses the library's optimizer, whose losses are means.
import torch


def sgd(params, lr, batch_size):
    torch.optim.SGD(params, lr=lr).step()


# %% wrong: sgd-multiplies-batch
# Writes * for / in the scale.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= lr * p.grad * batch_size


# %% wrong: sgd-plus
# Adds the gradient, which points uphill.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data += lr * p.grad / batch_size


# %% wrong: sgd-plus-alpha
# Forgets that add_ needs a negative factor here.
import torch


def sgd(params, lr, batch_size):
    with torch.no_grad():
        for p in params:
            p.add_(p.grad, alpha=lr / batch_size)


# %% wrong: sgd-plus-two-minuses
# Subtracts a negative step.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        step = -lr * p.grad / batch_size
        p.data -= step


# %% wrong: sgd-minus-assigned
# Types =- for -=, which sets the parameter to the negative step.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data =- lr * p.grad / batch_size


# %% wrong: sgd-rebinds
# Takes assignment to the loop variable for a change of the parameter.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p = p - lr * p.grad / batch_size


# %% wrong: sgd-rebinds-no-grad
# The same under no_grad, where it looks even more like the book.
import torch


def sgd(params, lr, batch_size):
    with torch.no_grad():
        for p in params:
            p = p - lr * p.grad / batch_size
            p.requires_grad_(True)


# %% wrong: sgd-rebinds-list
# Builds a list of new parameters under the old name.
import torch


def sgd(params, lr, batch_size):
    params = [p - lr * p.grad / batch_size for p in params]


# %% wrong: sgd-returns-new
# Returns new parameters and expects the caller to take them.
import torch


def sgd(params, lr, batch_size):
    return [p - lr * p.grad / batch_size for p in params]


# %% wrong: sgd-yields
# A yield turns the whole function into a generator that nobody starts.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= lr * p.grad / batch_size
        yield p


# %% wrong: sgd-local-copy
# Changes a clone.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        value = p.detach().clone()
        value -= lr * p.grad / batch_size


# %% wrong: sgd-local-copy-numpy
# Takes a copy of the numbers out of torch and changes that.
import numpy as np
import torch


def sgd(params, lr, batch_size):
    for p in params:
        value = np.array(p.detach())
        value -= lr * p.grad.numpy() / batch_size


# %% wrong: sgd-local-data
# Gives the memory a name and rebinds the name.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        data = p.data
        data = data - lr * p.grad / batch_size


# %% wrong: sgd-missing-underscore
# Calls sub instead of sub_, and the result is lost.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data.sub(lr * p.grad / batch_size)


# %% wrong: sgd-expression-only
# Writes the new value down without storing it anywhere.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data - lr * p.grad / batch_size


# %% wrong: sgd-prints
# Shows the new values and changes nothing.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        print(p - lr * p.grad / batch_size)


# %% wrong: sgd-stub
# Left the body empty so that the file can be imported.
def sgd(params, lr, batch_size):
    pass


# %% wrong: sgd-inplace-on-leaf
# Forgets that autograd watches the parameter.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p -= lr * p.grad / batch_size


# %% wrong: sgd-inplace-on-leaf-method
# The same with a method; the missing no_grad stays missing.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.sub_(lr * p.grad / batch_size)


# %% wrong: sgd-error-silenced
# Catches the complaint of autograd and goes on.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        try:
            p -= lr * p.grad / batch_size
        except RuntimeError:
            pass


# %% wrong: sgd-inplace-on-leaf-after-no-grad
# Computes the step under no_grad and leaves the block for the update.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        with torch.no_grad():
            step = lr * p.grad / batch_size
        p -= step


# %% wrong: sgd-no-grad-not-called
# Forgets the parentheses of no_grad.
import torch


def sgd(params, lr, batch_size):
    with torch.no_grad:
        for p in params:
            p -= lr * p.grad / batch_size


# %% wrong: sgd-replaces-entry
# Repairs the rebinding by writing into the list; the network keeps the old tensor.
import torch


def sgd(params, lr, batch_size):
    for i in range(len(params)):
        params[i] = params[i] - lr * params[i].grad / batch_size


# %% wrong: sgd-replaces-entry-leaf
# The same with a fresh leaf, which still is another tensor.
import torch


def sgd(params, lr, batch_size):
    for i, p in enumerate(params):
        new = (p - lr * p.grad / batch_size).detach()
        params[i] = new.requires_grad_(True)


# %% wrong: sgd-stops-grad
# Silences autograd for good.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.requires_grad_(False)
        p -= lr * p.grad / batch_size


# %% wrong: sgd-stops-grad-attribute
# Sets the attribute and forgets to set it back.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        step = lr * p.grad / batch_size
        p.requires_grad = False
        p.sub_(step)


# %% wrong: sgd-stops-grad-detach
# detach_ with an underscore cuts the parameter itself off.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.detach_()
        p -= lr * p.grad / batch_size


# %% wrong: sgd-zero-before
# Clears first, as in the order of a training step.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.grad.zero_()
        p.data -= lr * p.grad / batch_size


# %% wrong: sgd-none-before
# Removes the gradient and then wants to use it.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.grad = None
        p.data -= lr * p.grad / batch_size


# %% wrong: sgd-zeroes-parameter
# Clears the parameter where the gradient was meant.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= lr * p.grad / batch_size
        p.data.zero_()


# %% wrong: sgd-backward-inside
# Calls backward on the parameter because gradients come from backward.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.sum().backward()
        p.data -= lr * p.grad / batch_size


# %% wrong: sgd-overwrites
# Stores the step and forgets the old value.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data = lr * p.grad / batch_size


# %% wrong: sgd-overwrites-copy
# The same through copy_.
import torch


def sgd(params, lr, batch_size):
    with torch.no_grad():
        for p in params:
            p.copy_(-lr * p.grad / batch_size)


# %% wrong: sgd-wrong-operand
# Takes .data for the direction, so shrinks the parameter.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= lr * p.data / batch_size


# %% wrong: sgd-wrong-operand-grad
# Changes the gradient instead of the parameter.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.grad -= lr * p.grad / batch_size


# %% wrong: sgd-wrong-operand-grad-by-data
# Exchanges value and direction.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.grad.data -= lr * p.data / batch_size


# %% wrong: sgd-step-times-value
# Multiplies the step by the value as well.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= lr * p.data * p.grad / batch_size


# %% wrong: sgd-factor
# Shrinks the parameter by a factor instead of subtracting.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data *= 1 - lr * p.grad / batch_size


# %% wrong: sgd-first-only
# Returns inside the loop.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= lr * p.grad / batch_size
        return


# %% wrong: sgd-first-only-next
# Takes params for the one weight matrix.
import torch


def sgd(params, lr, batch_size):
    w = next(iter(params))
    w.data -= lr * w.grad / batch_size


# %% wrong: sgd-last-only
# The update has slipped out of the loop.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        pass
    p.data -= lr * p.grad / batch_size


# %% wrong: sgd-two-only
# Unpacks the w and b of linear regression.
import torch


def sgd(params, lr, batch_size):
    w, b = params
    w.data -= lr * w.grad / batch_size
    b.data -= lr * b.grad / batch_size


# %% wrong: sgd-matrices-only
# Believes that biases are not trained.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        if p.dim() > 1:
            p.data -= lr * p.grad / batch_size


# %% wrong: sgd-first-entry
# Moves only the first entry of each parameter.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data[0] -= lr * p.grad[0] / batch_size


# %% wrong: sgd-single-tensor
# Takes params for one tensor.
import torch


def sgd(params, lr, batch_size):
    params.data -= lr * params.grad / batch_size


# %% wrong: sgd-first-gradient-for-all
# Reads one gradient before the loop and uses it for everybody.
import torch


def sgd(params, lr, batch_size):
    params = list(params)
    grad = params[0].grad
    for p in params:
        p.data -= lr * grad / batch_size


# %% wrong: sgd-wrong-divisor
# Divides by the number of entries of the parameter.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= lr * p.grad / p.numel()


# %% wrong: sgd-wrong-divisor-len
# Divides by the number of parameters.
import torch


def sgd(params, lr, batch_size):
    params = list(params)
    for p in params:
        p.data -= lr * p.grad / len(params)


# %% wrong: sgd-wrong-divisor-floor
# Types // for /, which rounds the step down.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= lr * p.grad // batch_size


# %% wrong: sgd-wrong-divisor-floor-rate
# Rounds the rate itself, and nothing is left of it.
import torch


def sgd(params, lr, batch_size):
    step = lr // batch_size
    for p in params:
        p.data -= step * p.grad


# %% wrong: sgd-wrong-divisor-both
# Divides by the batch size in the rate and again in the gradient.
import torch


def sgd(params, lr, batch_size):
    lr = lr / batch_size
    for p in params:
        p.data -= lr * p.grad / batch_size


# %% wrong: sgd-wrong-divisor-root
# Half remembers a rule that scales with the root of the batch size.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= lr * p.grad / batch_size ** 0.5


# %% wrong: sgd-wrong-divisor-fixed
# Fixes the batch size of the example.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= lr * p.grad / 10


# %% wrong: sgd-wrong-divisor-rows
# Takes the length of the parameter for the number of examples.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= lr * p.grad / p.shape[0]


# %% wrong: sgd-divides-by-rate
# Divides by the rate too.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= p.grad / (lr * batch_size)


# %% wrong: sgd-swapped-numbers
# Mixes up which of the two numbers multiplies and which divides.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= batch_size * p.grad / lr


# %% wrong: sgd-divides-everything
# Sets the brackets so that the parameter is divided as well.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data = (p.data - lr * p.grad) / batch_size


# %% wrong: sgd-rate-fixed
# Keeps the rate of the book's example.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= 0.03 * p.grad / batch_size


# %% wrong: sgd-rate-forgotten
# Subtracts the mean gradient as it is.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= p.grad / batch_size


# %% wrong: sgd-rate-shrinks
# The assignment inside the loop divides the rate again for every parameter.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        lr /= batch_size
        p.data -= lr * p.grad


# %% wrong: sgd-mean-gradient
# Averages the gradient over its entries to get "the mean".
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= lr * p.grad.mean() / batch_size


# %% wrong: sgd-summed-gradient
# Sums the gradient because the loss was summed.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= lr * p.grad.sum() / batch_size


# %% wrong: sgd-item
# Turns the gradient into a plain number, which needs exactly one entry.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= lr * p.grad.item() / batch_size


# %% wrong: sgd-sign-only
# Keeps the direction of each entry and drops its size.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= lr * p.grad.sign() / batch_size


# %% wrong: sgd-absolute
# Takes the size of the gradient and drops its sign.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= lr * p.grad.abs() / batch_size


# %% wrong: sgd-clipped
# Clips large gradients without being asked.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= lr * p.grad.clamp(-1, 1) / batch_size


# %% wrong: sgd-normalised
# Divides by the length of the gradient so that every step is equally long.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= lr * p.grad / (p.grad.norm() + 1e-8) / batch_size


# %% wrong: sgd-weight-decay
# Adds a weight decay from a later chapter.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= lr * (p.grad / batch_size + 0.01 * p.data)


# %% wrong: sgd-momentum
# Remembers the last step in a dictionary outside the function.
import torch

velocity = {}


def sgd(params, lr, batch_size):
    for i, p in enumerate(params):
        previous = velocity.get((i, p.shape), torch.zeros_like(p))
        velocity[(i, p.shape)] = 0.9 * previous + p.grad / batch_size
        p.data -= lr * velocity[(i, p.shape)]


# %% wrong: sgd-rate-decays
# Counts its own calls and lowers the rate each time.
import torch

calls = 0


def sgd(params, lr, batch_size):
    global calls
    calls += 1
    for p in params:
        p.data -= lr / calls * p.grad / batch_size


# %% wrong: sgd-two-steps
# The update line is there twice.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= lr * p.grad / batch_size
        p.data -= lr * p.grad / batch_size


# %% wrong: sgd-rounded
# Rounds the parameters to readable numbers.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data = torch.round(p.data - lr * p.grad / batch_size, decimals=2)


# %% wrong: sgd-truncated
# Makes the step an integer.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= (lr * p.grad / batch_size).int()


# %% wrong: sgd-half-precision
# Saves memory by computing the step in half precision.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data -= (lr * p.grad.half() / batch_size).float()


# %% wrong: sgd-flattened
# Flattens the parameter for the update and leaves it flat.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data = p.data.flatten() - lr * p.grad.flatten() / batch_size


# %% wrong: sgd-transposed
# Transposes the gradient because shapes so often have to be turned.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        p.data = p.data - lr * p.grad.t() / batch_size


# %% wrong: sgd-by-index
# Counts through a list, although params may be any iterable.
import torch


def sgd(params, lr, batch_size):
    for i in range(len(params)):
        params[i].data -= lr * params[i].grad / batch_size


# %% wrong: sgd-exhausts-iterable
# Collects the steps in one pass and needs a second one for the update.
import torch


def sgd(params, lr, batch_size):
    steps = [lr * p.grad / batch_size for p in params]
    for p, step in zip(params, steps):
        p.data -= step


# %% wrong: sgd-checks-first
# Looks whether all gradients exist, which uses a generator up.
import torch


def sgd(params, lr, batch_size):
    if any(p.grad is None for p in params):
        return
    for p in params:
        p.data -= lr * p.grad / batch_size


# %% wrong: sgd-concatenates
# Adds two lists of parameters together, which only works for lists.
import torch


def sgd(params, lr, batch_size):
    for p in params + []:
        p.data -= lr * p.grad / batch_size


# %% wrong: sgd-numpy-with-grad
# Asks a watched tensor for its array.
import torch


def sgd(params, lr, batch_size):
    for p in params:
        values = p.numpy()
        values -= lr * p.grad.numpy() / batch_size


# %% wrong: sgd-optimizer-not-stepped
# Builds the optimizer and forgets to let it step.
import torch


def sgd(params, lr, batch_size):
    optimizer = torch.optim.SGD(params, lr=lr / batch_size)
    return optimizer


# %% wrong: sgd-optimizer-cleared
# Clears the gradients between building the optimizer and the step.
import torch


def sgd(params, lr, batch_size):
    optimizer = torch.optim.SGD(params, lr=lr / batch_size)
    optimizer.zero_grad()
    optimizer.step()


# %% wrong: sgd-plus+sgd-no-batch-division
# Adds, and takes the gradient for that of a mean.
import torch


def sgd(params, lr, batch_size):
    for param in params:
        param.data += lr * param.grad


# %% wrong: sgd-no-batch-division+sgd-first-only
# Returns within the loop, and takes the gradient for that of a mean.
import torch


def sgd(params, lr, batch_size):
    for param in params:
        param.data -= lr * param.grad
        return
