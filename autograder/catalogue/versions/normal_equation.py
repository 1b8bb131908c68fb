"""Versions of normal_equation: every way to solve for w and b, and the ways that do not."""


# %% right: book
# The formula printed in the book, with the bias as the weight of a column of ones.
import torch


def normal_equation(X, y):
    A = torch.cat([X, torch.ones(len(X), 1, dtype=X.dtype)], dim=1)
    theta = torch.inverse(A.t().mm(A)).mm(A.t()).mm(y.view(-1, 1))
    return theta[:-1], theta[-1]


# %% right: solve
# Solves the system of equations instead of inverting its matrix.
import torch


def normal_equation(X, y):
    A = torch.hstack([X, torch.ones_like(X[:, :1])])
    theta = torch.linalg.solve(A.T @ A, A.T @ y.reshape(-1, 1))
    return theta[:-1], theta[-1]


# %% right: pinv
# The pseudo-inverse does it all, also where columns depend on each other.
import torch


def normal_equation(X, y):
    A = torch.cat((X, torch.ones(X.shape[0], 1)), 1)
    theta = torch.linalg.pinv(A) @ y.reshape(-1, 1)
    return theta[:-1], theta[-1, 0]


# %% right: least-squares
# Knows the library's function for exactly this.
import torch


def normal_equation(X, y):
    A = torch.cat([X, X.new_ones(X.size(0), 1)], dim=1)
    theta = torch.linalg.lstsq(A, y.view(-1, 1), driver="gelsd").solution
    w, b = theta[:-1], theta[-1]
    return w, b


# %% right: centred
# Solves for w on centred data; the bias then follows from the means.
import torch


def normal_equation(X, y):
    y = y.reshape(-1, 1)
    Xc, yc = X - X.mean(dim=0), y - y.mean()
    w = torch.linalg.solve(Xc.T @ Xc, Xc.T @ yc)
    b = y.mean() - (X.mean(dim=0) @ w)
    return w, b


# %% right: ones-first
# Puts the ones first, as many texts do, and reads the bias there.
import torch


def normal_equation(X, y):
    A = torch.cat([torch.ones(len(X), 1, dtype=X.dtype), X], dim=1)
    theta = torch.linalg.inv(A.T @ A) @ A.T @ y.view(-1, 1)
    return [theta[1:], theta[0]]


# %% right: qr
# Uses the factors of a QR decomposition, which avoids AᵀA.
import torch


def normal_equation(X, y):
    A = torch.column_stack([X, torch.ones(len(X), dtype=torch.float64)])
    Q, R = torch.linalg.qr(A)
    theta = torch.linalg.solve_triangular(R, Q.T @ y.reshape(-1, 1), upper=True)
    return theta[:-1], theta[-1]


# %% right: cholesky
# Factors AᵀA, which is symmetric and positive definite.
import torch


def normal_equation(X, y):
    A = torch.cat([X, torch.ones_like(X[:, [0]])], dim=1)
    L = torch.linalg.cholesky(A.T @ A)
    theta = torch.cholesky_solve(A.T @ y.view(-1, 1), L)
    return theta[:-1], theta[-1].squeeze()


# %% right: vector-then-column
# Solves for a vector and turns it into a column at the end.
import torch


def normal_equation(X, y):
    n, d = X.shape
    A = torch.ones(n, d + 1, dtype=X.dtype)
    A[:, :d] = X
    theta = torch.linalg.solve(A.T @ A, A.T @ y.reshape(n))
    return theta[:d].unsqueeze(1), theta[d]


# %% right: numpy
# Solves with numpy and returns tensors.
import numpy as np
import torch


def normal_equation(X, y):
    A = np.concatenate([X.numpy(), np.ones((len(X), 1))], axis=1)
    theta = np.linalg.lstsq(A, y.numpy().reshape(-1, 1), rcond=None)[0]
    return torch.from_numpy(theta[:-1]), torch.from_numpy(theta[-1])


# %% right: averaged-equations
# Divides both sides by n, as the mean in the loss suggests.
import torch


def normal_equation(X, y):
    n = len(X)
    A = torch.cat([X, torch.ones(n, 1)], dim=1)
    theta = torch.linalg.solve(A.t() @ A / n, A.t() @ y.view(n, 1) / n)
    return theta[:-1], theta[-1]


# %% right: newton
# One Newton step from zero: the loss is quadratic, so it ends at the minimum.
import torch


def normal_equation(X, y):
    A = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)
    theta = torch.zeros(A.shape[1], 1, dtype=A.dtype, requires_grad=True)
    loss = ((A @ theta - y.view(-1, 1)) ** 2).sum() / 2
    (gradient,) = torch.autograd.grad(loss, theta)
    theta = theta.detach() - torch.linalg.solve(A.T @ A, gradient)
    return theta[:-1], theta[-1]


# %% wrong: ne-no-bias
# Quotes the formula without the bias, so the line goes through the origin.
import torch


def normal_equation(X, y):
    w = torch.linalg.solve(X.T @ X, X.T @ y.view(-1, 1))
    return w, torch.zeros(1)


# %% wrong: ne-no-bias-zeros
# Appends zeros for the bias to start from; the pseudo-inverse then keeps it at zero.
import torch


def normal_equation(X, y):
    A = torch.cat([X, torch.zeros(len(X), 1)], dim=1)
    theta = torch.linalg.pinv(A) @ y.view(-1, 1)
    return theta[:-1], theta[-1]


# %% wrong: ne-mean-bias
# Half of the centring trick: X stays where it is.
import torch


def normal_equation(X, y):
    y = y.view(-1, 1)
    w = torch.linalg.solve(X.T @ X, X.T @ y)
    return w, y.mean()


# %% wrong: ne-mean-bias-of-residuals
# Fits w without a bias and adds afterwards what is left on average.
import torch


def normal_equation(X, y):
    y = y.view(-1, 1)
    w = torch.linalg.solve(X.T @ X, X.T @ y)
    return w, (y - X @ w).mean()


# %% wrong: ne-centres-labels-only
# Centres the labels and forgets the features.
import torch


def normal_equation(X, y):
    y = y.view(-1, 1)
    w = torch.linalg.solve(X.T @ X, X.T @ (y - y.mean()))
    return w, y.mean() - X.mean(dim=0) @ w


# %% wrong: ne-inverts-X
# Solves Xw = y as if there were as many examples as weights.
import torch


def normal_equation(X, y):
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    theta = torch.inverse(A) @ y.view(-1, 1)
    return theta[:-1], theta[-1]


# %% wrong: ne-forgets-y
# Stops at the pseudo-inverse.
import torch


def normal_equation(X, y):
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    theta = torch.inverse(A.T @ A) @ A.T
    return theta[:-1], theta[-1]


# %% wrong: ne-transposed
# Multiplies in the other order, which is a matrix of examples by examples.
import torch


def normal_equation(X, y):
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    theta = torch.inverse(A @ A.T) @ A.T @ y.view(-1, 1)
    return theta[:-1], theta[-1]


# %% wrong: ne-elementwise-inverse
# Takes the power -1 of each entry for the inverse of the matrix.
import torch


def normal_equation(X, y):
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    theta = (A.T @ A) ** -1 @ A.T @ y.view(-1, 1)
    return theta[:-1], theta[-1]


# %% wrong: ne-no-inverse
# Leaves the inverse out: only the right side of the equations.
import torch


def normal_equation(X, y):
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    theta = A.T @ y.view(-1, 1)
    return theta[:-1], theta[-1]


# %% wrong: ne-swapped-parts
# Puts the ones first and reads the bias last.
import torch


def normal_equation(X, y):
    A = torch.cat([torch.ones(len(X), 1), X], dim=1)
    theta = torch.linalg.solve(A.T @ A, A.T @ y.view(-1, 1))
    return theta[:-1], theta[-1]


# %% wrong: ne-bias-first
# Returns the bias before the weights.
import torch


def normal_equation(X, y):
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    theta = torch.linalg.solve(A.T @ A, A.T @ y.view(-1, 1))
    return theta[-1], theta[:-1]


# %% wrong: ne-one-vector
# Returns weights and bias as one column.
import torch


def normal_equation(X, y):
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    return torch.linalg.solve(A.T @ A, A.T @ y.view(-1, 1))


# %% wrong: ne-flat-w
# Solves for a vector and leaves it flat.
import torch


def normal_equation(X, y):
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    theta = torch.linalg.solve(A.T @ A, A.T @ y.view(-1))
    return theta[:-1], theta[-1]


# %% wrong: ne-row-w
# Transposes the weights, as nn.Linear stores them.
import torch


def normal_equation(X, y):
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    theta = torch.linalg.solve(A.T @ A, A.T @ y.view(-1, 1))
    return theta[:-1].T, theta[-1]


# %% wrong: ne-ridge
# Adds a little to the diagonal, as the cure for singular matrices.
import torch


def normal_equation(X, y):
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    theta = torch.linalg.solve(A.T @ A + 0.1 * torch.eye(A.shape[1]), A.T @ y.view(-1, 1))
    return theta[:-1], theta[-1]


# %% wrong: ne-ridge-weights-only
# The same, with the bias left out of the penalty.
import torch


def normal_equation(X, y):
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    penalty = 0.01 * torch.eye(A.shape[1], dtype=A.dtype)
    penalty[-1, -1] = 0
    theta = torch.linalg.solve(A.T @ A + penalty, A.T @ y.view(-1, 1))
    return theta[:-1], theta[-1]


# %% wrong: ne-one-side-averaged
# Divides AᵀA by n and forgets the other side.
import torch


def normal_equation(X, y):
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    theta = torch.linalg.solve(A.T @ A / len(X), A.T @ y.view(-1, 1))
    return theta[:-1], theta[-1]


# %% wrong: ne-gradient-descent
# Knows only descent: a few hundred steps come near, and not there.
import torch


def normal_equation(X, y):
    y = y.view(-1, 1)
    w = torch.zeros(X.shape[1], 1, dtype=X.dtype)
    b = torch.zeros(1, dtype=X.dtype)
    for _ in range(200):
        error = X @ w + b - y
        w -= 0.01 * X.T @ error / len(X)
        b -= 0.01 * error.mean()
    return w, b


# %% wrong: ne-first-rows
# Takes as many rows as there are unknowns, to have a square system.
import torch


def normal_equation(X, y):
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    k = A.shape[1]
    theta = torch.linalg.pinv(A[:k]) @ y.view(-1, 1)[:k]
    return theta[:-1], theta[-1]


# %% wrong: ne-two-points
# Draws the line through the first and the last example.
import torch


def normal_equation(X, y):
    y = y.view(-1, 1)
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    theta = torch.linalg.pinv(A[[0, -1]]) @ y[[0, -1]]
    return theta[:-1], theta[-1]


# %% wrong: ne-one-feature
# Copies the formula for one feature, covariance over variance.
import torch


def normal_equation(X, y):
    x, y = X[:, 0], y.view(-1)
    w = ((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum()
    return w.view(1, 1), y.mean() - w * x.mean()


# %% wrong: ne-features-apart
# Fits each feature on its own, which is right only where they are not correlated.
import torch


def normal_equation(X, y):
    y = y.view(-1, 1)
    Xc, yc = X - X.mean(dim=0), y - y.mean()
    w = ((Xc * yc).sum(dim=0) / (Xc**2).sum(dim=0)).view(-1, 1)
    return w, y.mean() - X.mean(dim=0) @ w


# %% wrong: ne-absolute-error
# Fits by a few steps on the absolute error, which is another minimum.
import torch


def normal_equation(X, y):
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    y = y.view(-1, 1)
    theta = torch.linalg.pinv(A) @ y
    for _ in range(10):
        weights = 1 / ((A @ theta - y).abs() + 0.1)
        theta = torch.linalg.solve(A.T @ (A * weights), A.T @ (y * weights))
    return theta[:-1], theta[-1]


# %% wrong: ne-float32
# Casts to the usual type and loses half of the digits.
import torch


def normal_equation(X, y):
    X, y = X.float(), y.float()
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    theta = torch.linalg.solve(A.T @ A, A.T @ y.view(-1, 1))
    return theta[:-1], theta[-1]


# %% wrong: ne-rounded
# Rounds to readable numbers.
import torch


def normal_equation(X, y):
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    theta = torch.linalg.solve(A.T @ A, A.T @ y.view(-1, 1)).round(decimals=4)
    return theta[:-1], theta[-1]


# %% wrong: ne-broadcast-labels
# Weighs the rows of A by labels that may also be a column, which gives a table.
import torch


def normal_equation(X, y):
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    right = (A.T * y).sum(dim=1)
    theta = torch.linalg.solve(A.T @ A, right)
    return theta[:-1].view(-1, 1), theta[-1]


# %% wrong: ne-flat-labels-only
# Adds an axis to labels that may already have it.
import torch


def normal_equation(X, y):
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    right = (A * y[:, None]).sum(dim=0)
    theta = torch.linalg.solve(A.T @ A, right)
    return theta[:-1].view(-1, 1), theta[-1]


# %% wrong: ne-label-per-column
# Solves for labels as they come: for a vector w has no second axis.
import torch


def normal_equation(X, y):
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    theta = torch.linalg.pinv(A) @ y
    return theta[:-1], theta[-1]


# %% wrong: ne-centres-in-place
# Centres the caller's own data.
import torch


def normal_equation(X, y):
    y = y.view(-1, 1)
    mean = X.mean(dim=0)
    X -= mean
    w = torch.linalg.solve(X.T @ X, X.T @ (y - y.mean()))
    return w, y.mean() - mean @ w


# %% wrong: ne-resizes-labels
# Turns the caller's labels into a column for good.
import torch


def normal_equation(X, y):
    y.unsqueeze_(-1) if y.dim() == 1 else None
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    theta = torch.linalg.pinv(A) @ y
    return theta[:-1], theta[-1]


# %% wrong: ne-returns-numpy
# Hands numpy's arrays back.
import numpy as np


def normal_equation(X, y):
    A = np.concatenate([X.numpy(), np.ones((len(X), 1))], axis=1)
    theta = np.linalg.lstsq(A, y.numpy().reshape(-1, 1), rcond=None)[0]
    return theta[:-1], theta[-1]


# %% wrong: ne-prediction
# Returns the fitted labels instead of the parameters.
import torch


def normal_equation(X, y):
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    theta = torch.linalg.pinv(A) @ y.view(-1, 1)
    return A @ theta, theta[-1]


# %% wrong: ne-returns-loss
# Returns w and how well it fits.
import torch


def normal_equation(X, y):
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    theta = torch.linalg.pinv(A) @ y.view(-1, 1)
    return theta[:-1], ((A @ theta - y.view(-1, 1)) ** 2).mean() / 2


# %% wrong: ne-constant
# Fits a horizontal line.
import torch


def normal_equation(X, y):
    return torch.zeros(X.shape[1], 1, dtype=X.dtype), y.mean()


# %% wrong: ne-prints
# Shows the solution and returns nothing.
import torch


def normal_equation(X, y):
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    theta = torch.linalg.pinv(A) @ y.view(-1, 1)
    print(theta[:-1], theta[-1])
