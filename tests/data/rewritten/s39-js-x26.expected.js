window.u='https://orchid-lab.org/a?b=1\x26c=2';
