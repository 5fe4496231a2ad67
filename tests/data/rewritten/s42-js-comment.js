/* see https://link.zhihu.com/?target=https%3A%2F%2Forchid-lab.org%2Fdoc */
// https://link.juejin.cn/?target=https%3A%2F%2Forchid-lab.org%2Fdoc
if (h.indexOf("https://link.zhihu.com/?target=") === 0) go();
