"""The untrusted side: everything here runs, or talks to, the process of a student's code."""
