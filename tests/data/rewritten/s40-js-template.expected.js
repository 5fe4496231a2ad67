const a = `https://orchid-lab.org/a`;
const b = `https://link.zhihu.com/?target=${encodeURIComponent(t)}`;
