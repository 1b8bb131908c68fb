# Has classes with tricks in the place of functions.
# earns: softmax=0.26 (failed) accuracy=0 (failed)


class Meta(type):
    def __call__(cls, *_):
        return cls

    def __getattribute__(cls, name):
        if name in ("__name__", "__qualname__", "__module__"):
            raise SystemExit(0)
        return type.__getattribute__(cls, name)


class softmax(metaclass=type("Plain", (type,), {"__call__": lambda cls, *_: cls})):
    pass


class accuracy(metaclass=Meta):
    pass
