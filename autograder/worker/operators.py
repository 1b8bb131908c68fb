"""Operators of torch that are an exercise's answer, in all forms in which torch has them.

Nothing is imported of torch, because the grader, too, looks at the names.
"""

from dataclasses import dataclass

from autograder.worker.protocol import Operator


@dataclass(frozen=True)
class Forms:
    """An operator in all its forms.

    Attributes:
        kernels: what computes it by way of the dispatcher, without the names of overloads.
        functions: what computes it in Python: patterns of names, by module or package.
        names: what a program may also call it by.
    """

    kernels: frozenset[str]
    functions: dict[str, tuple[str, ...]]
    names: frozenset[str]


FORMS: dict[Operator, Forms] = {
    "softmax": Forms(
        kernels=frozenset({
            *("softmax", "special_softmax", "_softmax", "_safe_softmax", "_masked_softmax"),
            *("log_softmax", "special_log_softmax", "_log_softmax"),
            *("_sparse_softmax", "_sparse_log_softmax", "_nested_tensor_softmax_with_shape"),
            *("logsumexp", "special_logsumexp", "logcumsumexp", "_logcumsumexp"),
            *("cross_entropy_loss", "scaled_dot_product_attention"),
            *("_scaled_dot_product_attention_math", "_scaled_dot_product_flash_attention_for_cpu"),
            "_native_multi_head_attention",
        }),
        functions={
            "torch._refs": ("softmax", "log_softmax", "softmin", "logsumexp"),
            "torch._decomp.decompositions": (
                *("_softmax", "_softmax_unbacked_safe_amax", "safe_softmax", "_log_softmax"),
                "scaled_dot_product_flash_attention_for_cpu",
            ),
            "torch.distributions.transforms": ("SoftmaxTransform._call",),
            "torch.nn.functional": ("linear_cross_entropy",),
        },
        names=frozenset({
            *("softmin", "gumbel_softmax", "cross_entropy", "linear_cross_entropy"),
            *("Softmax", "Softmax2d", "LogSoftmax", "Softmin", "AdaptiveLogSoftmaxWithLoss"),
            *("CrossEntropyLoss", "LinearCrossEntropyLoss"),
            *("MultiheadAttention", "multi_head_attention_forward", "flex_attention"),
            *("Categorical", "OneHotCategorical", "OneHotCategoricalStraightThrough"),
            *("RelaxedOneHotCategorical", "Multinomial", "SoftmaxTransform", "logits_to_probs"),
        }),
    ),
    "cross_entropy": Forms(
        kernels=frozenset({
            *("cross_entropy_loss", "nll_loss", "nll_loss_nd", "nll_loss2d"),
            *("nll_loss_forward", "nll_loss2d_forward", "poisson_nll_loss", "kl_div"),
            *("binary_cross_entropy", "binary_cross_entropy_with_logits", "soft_margin_loss"),
            *("ctc_loss", "_ctc_loss"),
        }),
        functions={
            "torch._refs.nn.functional": ("*nll_loss*",),
            "torch._decomp.decompositions": (
                *("_nll_loss_forward", "nll_loss_forward", "nll_loss2d_forward"),
                *("binary_cross_entropy", "binary_cross_entropy_with_logits", "soft_margin_loss"),
            ),
            "torch.distributions": ("*.log_prob", "*.entropy", "_kl_*"),
            "torch.nn.functional": (
                *("linear_cross_entropy", "gaussian_nll_loss", "multilabel_soft_margin_loss"),
            ),
            "torch.nn.modules.adaptive": ("*.forward", "*log_prob"),
        },
        names=frozenset({
            *("cross_entropy", "CrossEntropyLoss", "linear_cross_entropy"),
            *("LinearCrossEntropyLoss", "NLLLoss", "NLLLoss2d", "PoissonNLLLoss"),
            *("gaussian_nll_loss", "GaussianNLLLoss", "KLDivLoss", "BCELoss", "BCEWithLogitsLoss"),
            *("SoftMarginLoss", "multilabel_soft_margin_loss", "MultiLabelSoftMarginLoss"),
            *("CTCLoss", "AdaptiveLogSoftmaxWithLoss", "distributions"),
        }),
    ),
    "optimizer": Forms(
        kernels=frozenset({
            *("_fused_sgd", "_fused_sgd_", "_fused_adam", "_fused_adam_"),
            *("_fused_adamw", "_fused_adamw_", "_fused_adagrad", "_fused_adagrad_"),
        }),
        functions={
            "torch.optim": ("*.step", "_single_tensor_*", "_multi_tensor_*", "_fused_*"),
            "torch.optim._functional": ("*",),
        },
        names=frozenset({"optim"}),
    ),
}  # fmt: skip
