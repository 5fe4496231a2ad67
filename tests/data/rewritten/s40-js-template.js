const a = `https://link.zhihu.com/?target=https%3A%2F%2Forchid-lab.org%2Fa`;
const b = `https://link.zhihu.com/?target=${encodeURIComponent(t)}`;
