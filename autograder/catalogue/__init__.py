"""The exercises, in the order in which the book asks for them."""

from autograder.catalogue.accuracy import accuracy
from autograder.catalogue.cross_entropy import cross_entropy
from autograder.catalogue.evaluate_accuracy import evaluate_accuracy
from autograder.catalogue.flatten import flatten
from autograder.catalogue.pick_label_probabilities import pick_label_probabilities
from autograder.catalogue.sgd import sgd
from autograder.catalogue.softmax import softmax
from autograder.catalogue.softmax_net import softmax_net
from autograder.catalogue.squared_loss_onehot import squared_loss_onehot
from autograder.catalogue.train_epoch import train_epoch
from autograder.exercise import Exercise

EXERCISES: tuple[Exercise, ...] = (
    sgd,
    softmax,
    squared_loss_onehot,
    flatten,
    softmax_net,
    pick_label_probabilities,
    cross_entropy,
    accuracy,
    evaluate_accuracy,
    train_epoch,
)
