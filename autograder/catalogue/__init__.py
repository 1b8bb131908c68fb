"""The exercises, in the order in which the book asks for them."""

from autograder.catalogue.accuracy import accuracy
from autograder.catalogue.cross_entropy import cross_entropy
from autograder.catalogue.data_iter import data_iter
from autograder.catalogue.decay_learning_rate import decay_learning_rate
from autograder.catalogue.evaluate_accuracy import evaluate_accuracy
from autograder.catalogue.first_batch import first_batch
from autograder.catalogue.flatten import flatten
from autograder.catalogue.images_to_float import images_to_float
from autograder.catalogue.init_params import init_params
from autograder.catalogue.labels_to_text import labels_to_text
from autograder.catalogue.linreg import linreg
from autograder.catalogue.load_idx_images import load_idx_images
from autograder.catalogue.load_idx_labels import load_idx_labels
from autograder.catalogue.make_loader import make_loader
from autograder.catalogue.make_optimizer import make_optimizer
from autograder.catalogue.normal_equation import normal_equation
from autograder.catalogue.pair_titles import pair_titles
from autograder.catalogue.pick_label_probabilities import pick_label_probabilities
from autograder.catalogue.sgd import sgd
from autograder.catalogue.softmax import softmax
from autograder.catalogue.softmax_net import softmax_net
from autograder.catalogue.squared_loss import squared_loss
from autograder.catalogue.squared_loss_onehot import squared_loss_onehot
from autograder.catalogue.synthetic_data import synthetic_data
from autograder.catalogue.train_epoch import train_epoch
from autograder.catalogue.train_step import train_step
from autograder.exercise import Exercise

EXERCISES: tuple[Exercise, ...] = (
    normal_equation,
    linreg,
    synthetic_data,
    data_iter,
    init_params,
    squared_loss,
    sgd,
    make_loader,
    make_optimizer,
    decay_learning_rate,
    train_step,
    load_idx_images,
    load_idx_labels,
    images_to_float,
    labels_to_text,
    first_batch,
    pair_titles,
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
