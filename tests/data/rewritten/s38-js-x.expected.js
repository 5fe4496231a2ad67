var cgi={u:'https:\x2f\x2forchid-lab.org\x2fa?b\x3d1\x26c\x3d2'};
