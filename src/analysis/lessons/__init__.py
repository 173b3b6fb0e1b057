"""The course: exercises that check themselves, and cases in which something is wrong."""
