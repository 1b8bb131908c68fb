"""The exercises, in the order in which the book asks for them."""

from autograder.catalogue.accuracy import accuracy
from autograder.catalogue.cross_entropy import cross_entropy
from autograder.catalogue.data_iter import data_iter
from autograder.catalogue.init_params import init_params
from autograder.catalogue.linreg import linreg
from autograder.catalogue.normal_equation import normal_equation
from autograder.catalogue.sgd import sgd
from autograder.catalogue.softmax import softmax
from autograder.catalogue.squared_loss import squared_loss
from autograder.catalogue.synthetic_data import synthetic_data
from autograder.exercise import Exercise

EXERCISES: tuple[Exercise, ...] = (
    normal_equation,
    linreg,
    synthetic_data,
    data_iter,
    init_params,
    squared_loss,
    sgd,
    softmax,
    cross_entropy,
    accuracy,
)
