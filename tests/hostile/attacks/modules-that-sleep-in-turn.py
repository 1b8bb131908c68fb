# Has modules that may define anything, and of which each is run and sleeps.
# earns: softmax=0 (timeout|missing) accuracy=0 (timeout|missing)
import time
from math import *

time.sleep(60)

# %% m0.py
import time
from math import *

time.sleep(60)

# %% m1.py
import time
from math import *

time.sleep(60)

# %% m2.py
import time
from math import *

time.sleep(60)

# %% m3.py
import time
from math import *

time.sleep(60)

# %% m4.py
import time
from math import *

time.sleep(60)

# %% m5.py
import time
from math import *

time.sleep(60)

# %% m6.py
import time
from math import *

time.sleep(60)

# %% m7.py
import time
from math import *

time.sleep(60)
