cb({"ok":true,"url":"https:\/\/c.pc.qq.com\/middlem.html?pfurl=https%3A%2F%2Forchid-lab.org%2Fv%2F1&pfuin=10000","key":"https://link.zhihu.com/?target="});
