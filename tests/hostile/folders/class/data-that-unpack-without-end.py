# Has a data set for a capstone that is a few kilobytes, and a gigabyte when it is unpacked.
# $ capstone fashion class/ada --data data
# 2: train-images-idx3-ubyte.gz can't be read: it has more than 268435456 bytes
# $ capstone fashion class/ada --data pipes
# 2: pipes has no train-images-idx3-ubyte
import gzip

Path("data").mkdir()
Path("pipes").mkdir()
NAMES = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")
for name in NAMES:
    with gzip.open(f"data/{name}-ubyte.gz", "wb", compresslevel=1) as file:
        for _ in range(64):
            file.write(bytes(1 << 24))
        os.mkfifo(f"pipes/{name}-ubyte")
