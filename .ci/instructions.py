"""Instructions a path, from two profiles of callgrind: `instructions.py PROGRAM FEW PATHS MANY PATHS`.

What the program itself executes is counted, not the system's libraries, whose versions differ from machine to machine. What is paid
once a run, as reading the scenario, cancels in the difference of the two."""

import re
import sys


def counted(profile, program):
    """The instructions that a program executes itself, summed over its functions."""
    names, total, inside, called = {}, 0, False, False
    with open(profile, encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("ob="):
                found = re.match(r"ob=\((\d+)\)(?: (.*))?", line)
                number, name = found[1], found[2]
                if name:
                    names[number] = name
                inside = names[number].endswith("/" + program)
            elif line.startswith("cob="):
                found = re.match(r"cob=\((\d+)\) (.*)", line)
                if found:
                    names[found[1]] = found[2]
            elif line.startswith("calls="):
                # The next line is what the callee cost, which is counted where it stands.
                called = True
            elif line[0] in "0123456789+-*":
                if inside and not called:
                    total += int(line.split()[1])
                called = False
    return total


def main():
    program, few, few_paths, many, many_paths = sys.argv[1:]
    paths = int(many_paths) - int(few_paths)
    print(round((counted(many, program) - counted(few, program)) / paths))


if __name__ == "__main__":
    main()
