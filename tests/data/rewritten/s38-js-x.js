var cgi={u:'https:\x2f\x2flink.zhihu.com\x2f?target\x3dhttps%3A%2F%2Forchid-lab.org%2Fa%3Fb%3D1%26c%3D2'};
