go('https://link.zhihu.com/?target=' + t);
var s = 'https://link.juejin.cn/?target=https%3A%2F%2Forchid-lab.org%2F' + id;
var ok = 'https://orchid-lab.org/ok';
